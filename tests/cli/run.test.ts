import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { Command, fixture, runCommand, temporaryFolder } from './command.ts'

const timeout = 30_000

describe('kahnveyor run', () => {
  for (const isolation of ['inline', 'thread', 'process'])
    test(`runs a system to its end and shows what its workers print and the ledger (${isolation})`, {
      timeout,
    }, async (t) => {
      const command = new Command(t, temporaryFolder(t), ['run', fixture('finishes'), '--isolation', isolation])
      const { code, stdout, stderr } = await command.ended()
      assert.deepEqual(
        [...stdout.matchAll(/: got (\d)$/gm)].map(([, value]) => value),
        ['1', '2', '3', '4', '5'],
      )
      assert.match(stdout, /^[\d:.]+ info {2}print\/0 #4: got 5$/m)
      assert.match(stdout, /^finishes finished after [\d.]+ s, restarts 0$/m)
      assert.match(stdout, /^count\.samples -> print\.samples +5 +5 +0 +0 +0$/m)
      assert.equal(stderr, '')
      assert.equal(code, 0)
      assert.deepEqual(command.processes(), [])
    })

  test('takes a system that is exported under the name system', { timeout }, async (t) => {
    const { code } = await runCommand(t, temporaryFolder(t), [
      'run',
      fixture('works-slowly'),
      '--set',
      'count.upTo=2',
      '--set',
      'work.firingMs=1',
    ])
    assert.equal(code, 0)
  })

  test('--set gives args as JSON where they are JSON, else as text', { timeout }, async (t) => {
    const { stdout } = await runCommand(t, temporaryFolder(t), [
      'run',
      fixture('finishes'),
      '--isolation',
      'inline',
      '--set',
      'count.upTo=2',
      '--set',
      'print.prefix=the value',
    ])
    assert.match(stdout, /the value 2$/m)
    assert.doesNotMatch(stdout, /the value 3/)
  })

  test('--set takes a number for text where the worker has text', { timeout }, async (t) => {
    const { stdout } = await runCommand(t, temporaryFolder(t), [
      'run',
      fixture('finishes'),
      '--isolation',
      'inline',
      '--set',
      'print.prefix=7',
    ])
    assert.match(stdout, /7 5$/m)
  })

  const wrongSettings: readonly (readonly [string, RegExp])[] = [
    ['counter.upTo=2', /workers\.counter: there is no such worker; known: count, print/],
    ['count.upTwo=2', /workers\.count\.args\.upTwo: is not known; known: upTo, everyMs/],
    ['count.upTo=many', /workers\.count\.args\.upTo: must be a number, it is "many"/],
  ]
  for (const [setting, expected] of wrongSettings)
    test(`refuses --set ${setting}, naming the path, and leaves no run directory`, { timeout }, async (t) => {
      const folder = temporaryFolder(t)
      const { code, stderr } = await runCommand(t, folder, ['run', fixture('finishes'), '--set', setting])
      assert.match(stderr, expected)
      assert.equal(code, 2)
      assert.equal(existsSync(join(folder, 'runs')), false)
    })

  test('--json prints exactly one document to stdout and the log to stderr', { timeout }, async (t) => {
    for (const isolation of ['inline', 'process']) {
      const { code, stdout, stderr } = await runCommand(t, temporaryFolder(t), [
        'run',
        fixture('finishes'),
        '--json',
        '--isolation',
        isolation,
      ])
      const { durationMs, runDirectory, ...document } = JSON.parse(stdout)
      assert.equal(typeof durationMs, 'number')
      assert.ok(readdirSync(runDirectory).includes('run.json'))
      assert.deepEqual(document, {
        system: 'finishes',
        outcome: 'finished',
        restarts: 0,
        droppedLogLines: 0,
        leftBehind: [],
        ledger: {
          system: 'finishes',
          queues: [{ queue: 'count.samples -> print.samples', in: 5, out: 5, dropped: 0, deadLettered: 0, queued: 0 }],
          balanced: true,
        },
      })
      assert.match(stderr, /got 5/)
      assert.equal(code, 0)
    }
  })

  test('--json says in its document why a run did not start', { timeout }, async (t) => {
    const { code, stdout } = await runCommand(t, temporaryFolder(t), ['run', fixture('unconnected'), '--json'])
    const { outcome, error } = JSON.parse(stdout)
    assert.deepEqual({ outcome, code: error.code }, { outcome: 'not-started', code: 'KV_CHECK_FAILED' })
    assert.equal(code, 2)
  })

  test('--quiet shows neither what workers print nor the summary', { timeout }, async (t) => {
    const { code, stdout, stderr } = await runCommand(t, temporaryFolder(t), ['run', fixture('finishes'), '--quiet'])
    assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: '', stderr: '' })
  })

  test('prints items of outputs as JSON lines, closes inputs and says so', { timeout }, async (t) => {
    for (const isolation of ['inline', 'process']) {
      const { code, stdout, stderr } = await runCommand(t, temporaryFolder(t), [
        'run',
        fixture('outputs'),
        '--isolation',
        isolation,
      ])
      assert.deepEqual(
        stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line)),
        [0, 1, 2].map((turn) => ({
          output: 'packets',
          item: { serial: String(2n ** 60n + BigInt(turn)), bytes: { type: 'Uint8Array', length: turn + 1 } },
        })),
      )
      assert.match(stderr, /input samples is closed at once/)
      assert.match(stderr, /make\.packets -> output:packets\.items +3 +3 +0 +0 +0$/m)
      assert.equal(code, 0)
    }
  })

  test('puts items of outputs into outputs.jsonl where --json keeps stdout for its document', {
    timeout,
  }, async (t) => {
    const { stdout } = await runCommand(t, temporaryFolder(t), ['run', fixture('outputs'), '--json'])
    const { runDirectory } = JSON.parse(stdout)
    assert.equal(readFileSync(join(runDirectory, 'outputs.jsonl'), 'utf8').trim().split('\n').length, 3)
  })
})

describe('what goes wrong before a run', () => {
  const failures: readonly (readonly [string, string, RegExp])[] = [
    ['a file that does not exist', 'nowhere', /nowhere\.system\.ts does not exist\. \(KV_SYSTEM_FILE\)/],
    [
      'a file that throws on import',
      'import-throws',
      /import-throws\.system\.ts cannot be imported: the configuration is empty.*\n +at .*import-throws\.system\.ts:1/,
    ],
    ['a file without a system', 'no-system', /no-system\.system\.ts holds no system.*It exports answer/],
    ['a system with an unconnected input', 'unconnected', /print\.inputs\.samples: is not connected.*KV_CHECK_FAILED/],
  ]
  for (const [what, name, expected] of failures)
    test(`${what} is named, with exit code 2`, { timeout }, async (t) => {
      const { code, stderr } = await runCommand(t, temporaryFolder(t), ['run', fixture(name)])
      assert.match(stderr, expected)
      assert.doesNotMatch(stderr, /src\/cli/)
      assert.equal(code, 2)
    })
})

describe('what goes wrong in a worker', () => {
  const failures: readonly (readonly [string, string, RegExp])[] = [
    ['a setup that throws', 'setup-throws', /worker camera\/0 failed .*the camera is not plugged in/],
    ['a worker file that throws on import', 'worker-import-throws', /worker model\/0 failed .*no such library/],
  ]
  for (const [what, name, expected] of failures)
    test(`${what} ends the run with exit code 1, the worker named and nobody left`, { timeout }, async (t) => {
      const command = new Command(t, temporaryFolder(t), ['run', fixture(name)])
      const { code, stdout } = await command.ended()
      assert.match(stdout, expected)
      assert.match(stdout, /^\S+ failed after/m)
      assert.equal(code, 1)
      assert.deepEqual(command.processes(), [])
    })

  test('a failed run says so in the document of --json', { timeout }, async (t) => {
    const { code, stdout } = await runCommand(t, temporaryFolder(t), ['run', fixture('worker-import-throws'), '--json'])
    const { outcome, error } = JSON.parse(stdout)
    assert.deepEqual([outcome, error.code, error.worker, error.replica], ['failed', 'KV_WORKER_FAILED', 'model', 0])
    assert.equal(code, 1)
  })
})
