import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Running } from '../../src/index.ts'
import { start } from '../../src/index.ts'
import { canShareBetweenProcesses } from '../../src/memory/system-calls.ts'
import { poisonedSystem } from '../crash/poison/poisoned.system.ts'
import type { Harm } from '../crash/poison/sum-up.worker.ts'
import { collect, watched } from '../support/watched-run.ts'
import { Command, runCommand, temporaryFolder } from './command.ts'

const timeout = 60_000
const processes = { timeout, skip: canShareBetweenProcesses() ? false : 'processes cannot share memory here' }

/** Runs a system with one bad item; gives its capsule and the file whose presence mends the worker. */
async function poisoned(
  t: TestContext,
  harm: Harm,
): Promise<{ readonly folder: string; readonly capsule: string; readonly mended: string }> {
  const folder = temporaryFolder(t)
  const runDirectory = join(folder, 'here')
  mkdirSync(runDirectory)
  const mended = join(folder, 'mended')
  const running = await start(poisonedSystem(harm, mended), {
    runDirectory,
    isolation: harm === 'throw' ? 'inline' : 'process',
    onLog: () => undefined,
  })
  await watched(running as unknown as Running, () => collect(running.outputs.sums))
  return { folder, capsule: join(runDirectory, 'capsules/summer-0-3.json'), mended }
}

test('replay-item calls the function again and fails again, with the stack of the worker', { timeout }, async (t) => {
  const { folder, capsule } = await poisoned(t, 'throw')
  const { code, stdout, stderr } = await runCommand(t, folder, ['replay-item', capsule])
  assert.match(
    stderr,
    /^poisoned: firing 3 of summer\/0, given up after 3 attempts: RangeError: cannot digest reading 3\n/,
  )
  assert.match(stderr, /warn {2}summer\/0 #3: about to throw at reading 3/)
  assert.match(stderr, /failed: RangeError: cannot digest reading 3\n.*sum-up\.worker\.ts:\d+/)
  assert.equal(stdout, '')
  assert.equal(code, 1)
})

test('replay-item of a mended worker prints what it puts, from the state before the firing', { timeout }, async (t) => {
  const { folder, capsule, mended } = await poisoned(t, 'throw')
  writeFileSync(mended, '')
  const { code, stdout, stderr } = await runCommand(t, folder, ['replay-item', capsule])
  assert.deepEqual(JSON.parse(stdout), { output: 'sums', item: { id: 3, sum: 6, ids: [3, 3, 3, 3] } })
  assert.match(stderr, /passed: 1 item put/)
  assert.equal(code, 0)
})

test('replay-item draws the random numbers that the run drew', { timeout }, async (t) => {
  const { folder, capsule, mended } = await poisoned(t, 'throw')
  writeFileSync(mended, '')
  const drawn = /drew (0\.\d+)/
  const replayed = drawn.exec((await runCommand(t, folder, ['replay-item', capsule])).stderr)?.[1]
  const undisturbed: string[] = []
  const running = await start(poisonedSystem('throw', mended), {
    isolation: 'inline',
    onLog: ({ firing, text }) => {
      if (firing === 3 && drawn.test(text)) undisturbed.push(drawn.exec(text)?.[1] ?? '')
    },
  })
  await watched(running as unknown as Running, () => collect(running.outputs.sums))
  assert.deepEqual([replayed], undisturbed)
})

for (const [harm, words] of [
  ['segfault', /failed: the process ended in the firing: signal SIGSEGV/],
  ['exit', /failed: the process ended in the firing: exit code 7/],
  ['hang', /failed: the firing took longer than firingDeadlineMs=200/],
] as const)
  test(`replay-item survives a firing that ends its process by ${harm}, and says how`, processes, async (t) => {
    const { folder, capsule } = await poisoned(t, harm)
    const { code, stderr } = await runCommand(t, folder, ['replay-item', capsule])
    assert.match(stderr, words)
    assert.equal(code, 1)
  })

test('replay-item refuses a capsule whose message has another layout now, and names the difference', {
  timeout,
}, async (t) => {
  const { folder, capsule } = await poisoned(t, 'throw')
  const kept = JSON.parse(readFileSync(capsule, 'utf8'))
  const { readings } = kept.inputs
  readings.digest = 'another'
  readings.layout.fields[2].layout.bounds.maxBytes = 16
  writeFileSync(capsule, JSON.stringify(kept))
  const { code, stderr } = await runCommand(t, folder, ['replay-item', capsule])
  assert.match(stderr, /another layout of input readings .*Reading\.label\S*: it was \S+ and is \S+.*KV_CAPSULE/)
  assert.equal(code, 2)
})

test('replay-item refuses what is no capsule', { timeout }, async (t) => {
  const folder = temporaryFolder(t)
  writeFileSync(join(folder, 'other.json'), '{"format":"kahnveyor capsule 9"}')
  for (const [name, words] of [
    ['other.json', /is no capsule that this version reads: format="kahnveyor capsule 9"/],
    ['missing.json', /cannot be read: ENOENT/],
  ] as const) {
    const { code, stderr } = await runCommand(t, folder, ['replay-item', name])
    assert.match(stderr, words)
    assert.equal(code, 2)
  }
})

test('replay-item says where the module of the worker is missing', { timeout }, async (t) => {
  const { folder, capsule } = await poisoned(t, 'throw')
  const kept = JSON.parse(readFileSync(capsule, 'utf8'))
  writeFileSync(capsule, JSON.stringify({ ...kept, module: `${kept.module}.gone` }))
  const { code, stderr } = await runCommand(t, folder, ['replay-item', capsule])
  assert.match(stderr, /sum-up\.worker\.ts\.gone.*KV_WORKER_IMPORT/)
  assert.equal(code, 2)
})

test('replay-item --inspect-brk waits for a debugger and stops before the call', { timeout }, async (t) => {
  const { folder, capsule, mended } = await poisoned(t, 'throw')
  writeFileSync(mended, '')
  const command = new Command(t, folder, ['replay-item', capsule, '--inspect-brk=0'])
  const [, address = ''] = await command.printed(/Debugger listening on (ws:\S+)/)
  const debuggerSocket = new WebSocket(address)
  const said: string[] = []
  await new Promise((resolve, reject) => {
    debuggerSocket.onerror = reject
    debuggerSocket.onclose = resolve
    debuggerSocket.onopen = () => {
      for (const [id, method] of ['Debugger.enable', 'Runtime.runIfWaitingForDebugger'].entries())
        debuggerSocket.send(JSON.stringify({ id, method }))
    }
    debuggerSocket.onmessage = ({ data }) => {
      const { method, params } = JSON.parse(String(data))
      if (method !== 'Debugger.paused') return
      said.push(...params.callFrames.map((frame: { functionName: string }) => frame.functionName))
      debuggerSocket.send(JSON.stringify({ id: 9, method: 'Debugger.resume' }))
      debuggerSocket.onclose = resolve
      resolve(undefined)
    }
  })
  assert.deepEqual(said, ['firing', 'replay'])
  debuggerSocket.close()
  const { code, stderr } = await command.ended()
  assert.match(stderr, /passed: 1 item put/)
  assert.equal(code, 0)
})

test('replay-item --inspect-brk takes no other port than a number', { timeout }, async (t) => {
  const { code, stderr } = await runCommand(t, temporaryFolder(t), ['replay-item', 'x.json', '--inspect-brk=high'])
  assert.match(stderr, /--inspect-brk takes a port from 0 to 65535; it is 'high'/)
  assert.equal(code, 2)
})
