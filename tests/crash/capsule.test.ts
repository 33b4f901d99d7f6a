import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { defineSystem, type LogRecord, type Running, type StartOptions, start } from '../../src/index.ts'
import { CRASH_AT } from '../../src/isolation/crash-where-asked.ts'
import { canShareBetweenProcesses } from '../../src/memory/system-calls.ts'
import { readCapsule } from '../../src/worker/capsule.ts'
import { collect, watched } from '../support/watched-run.ts'
import inThrees from './poison/in-threes.worker.ts'
import makeReadings from './poison/make-readings.worker.ts'
import pair from './poison/pair.worker.ts'
import { poisonedSystem } from './poison/poisoned.system.ts'
import type { Harm } from './poison/sum-up.worker.ts'

const timeout = 60_000
const processes = { timeout, skip: canShareBetweenProcesses() ? false : 'processes cannot share memory here' }

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'kahnveyor-capsule-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function run(
  system: ReturnType<typeof poisonedSystem>,
  options: StartOptions,
): Promise<{ readonly ids: number[]; readonly logs: LogRecord[]; readonly deadLettered: number }> {
  const logs: LogRecord[] = []
  const running = await start(system, { onLog: (record) => logs.push(record), ...options })
  return watched(running as unknown as Running, async () => {
    const items = await collect(running.outputs.sums)
    const { ledger } = await running.finished
    assert.equal(ledger.balanced, true)
    const deadLettered = ledger.queues.reduce((sum, queue) => sum + queue.deadLettered, 0)
    return { ids: items.map(({ id }) => id), logs, deadLettered }
  })
}

const causes: readonly (readonly [Harm, RegExp, number])[] = [
  ['throw', /^cannot digest reading 3$/, 3],
  ['segfault', /ended 3 processes, the last by signal SIGSEGV \(11\)$/, 0],
  ['exit', /ended 3 processes, the last by exit code 7$/, 0],
  ['hang', /ended 3 processes, the last by killed beyond its firingDeadlineMs$/, 0],
]

for (const [harm, message, exceptions] of causes)
  test(
    `a firing that is given up for ${harm} leaves a capsule with its item, the state before it and the cause`,
    processes,
    async (t) => {
      const runDirectory = temporaryFolder(t)
      const { ids, logs, deadLettered } = await run(poisonedSystem(harm, join(runDirectory, 'mended')), {
        runDirectory,
        seed: 5,
      })
      assert.deepEqual(ids, [0, 1, 2, 4, 5])
      assert.equal(deadLettered, 1)
      const capsule = readCapsule(join(runDirectory, 'capsules/summer-0-3.json'))
      assert.match(capsule.cause.message, message)
      assert.deepEqual(
        [capsule.worker, capsule.replica, capsule.firing, capsule.seed, capsule.args.harm],
        ['summer', 0, 3, 5, harm],
      )
      assert.deepEqual(capsule.attempts, { exceptions, deaths: 3 - exceptions })
      assert.deepEqual(capsule.state?.value, { sum: 0 + 1 + 2 })
      assert.equal(capsule.calls.length, 1)
      const kept = capsule.calls[0]?.readings
      assert.ok(kept !== undefined && 'value' in kept)
      assert.deepEqual(kept.value, {
        id: 3,
        timeUs: 3000,
        label: 'reading 3',
        image: {
          width: 4,
          height: 1,
          channels: 1,
          format: 'gray8',
          data: { type: 'Uint8Array', length: 4, first: [3, 3, 3, 3] },
        },
      })
      assert.equal(kept.isCut, false)
      assert.ok(logs.some(({ text }) => text.includes('given up') && text.includes('capsule capsules/summer-0-3.json')))
      assert.match(readFileSync(join(runDirectory, 'capsules/summer-0-3.log'), 'utf8'), /about to \w+ at reading 3/)
      assert.deepEqual(readdirSync(join(runDirectory, 'capsules')).sort(), ['summer-0-3.json', 'summer-0-3.log'])
    },
  )

test(
  'a replica that is killed between the capsule and the skip leaves one capsule, with the exception',
  processes,
  async (t) => {
    const runDirectory = temporaryFolder(t)
    process.env[CRASH_AT] = JSON.stringify([{ replica: 'summer/0', incarnation: 1, point: 'passing over', nth: 1 }])
    const started = run(poisonedSystem('throw', join(runDirectory, 'mended')), { runDirectory, supervisor: 'here' })
    const { ids, logs, deadLettered } = await started.finally(() => delete process.env[CRASH_AT])
    assert.deepEqual(ids, [0, 1, 2, 4, 5])
    assert.equal(deadLettered, 1)
    assert.ok(logs.some(({ text }) => text.includes('threw 3 times, and its process was killed while it was given up')))
    const { cause } = readCapsule(join(runDirectory, 'capsules/summer-0-3.json'))
    assert.equal(cause.message, 'cannot digest reading 3')
  },
)

test('a capsule has every item that the firing had kept by notYet, in order', { timeout }, async (t) => {
  const runDirectory = temporaryFolder(t)
  const system = defineSystem('poisoned', (builder) => {
    const source = builder.worker('source', makeReadings, { args: { count: 9 } })
    const collector = builder.worker('collect', inThrees)
    builder.connect(source.outputs.readings, collector.inputs.readings)
    return { outputs: { sums: collector.outputs.sums } }
  })
  const { ids, deadLettered } = await run(system, { runDirectory, isolation: 'inline' })
  assert.deepEqual(ids, [2, 8])
  assert.equal(deadLettered, 3)
  const { calls } = readCapsule(join(runDirectory, 'capsules/collect-0-1.json'))
  assert.deepEqual(
    calls.map((call) => (call.readings as { value: { id: number } }).value.id),
    [3, 4, 5],
  )
})

test('a capsule of a worker that matches by time has the pair on either side', { timeout }, async (t) => {
  const runDirectory = temporaryFolder(t)
  const system = defineSystem('poisoned', (builder) => {
    const lead = builder.worker('lead', makeReadings, { args: { count: 5 } })
    const side = builder.worker('side', makeReadings, { args: { count: 5 } })
    const pairing = builder.worker('pair', pair)
    builder.connect(lead.outputs.readings, pairing.inputs.lead)
    builder.connect(side.outputs.readings, pairing.inputs.side)
    return { outputs: { sums: pairing.outputs.sums } }
  })
  const { ids } = await run(system, { runDirectory, isolation: 'inline' })
  assert.deepEqual(ids, [0, 1, 3, 4])
  const [name = ''] = readdirSync(join(runDirectory, 'capsules')).filter((file) => file.endsWith('.json'))
  const [call] = readCapsule(join(runDirectory, 'capsules', name)).calls
  assert.ok(call?.side !== undefined && 'before' in call.side)
  assert.deepEqual(
    [call.side.before.value, call.side.after.value].map((value) => (value as { id: number }).id),
    [2, 2],
  )
})

test('where no capsule can be written the firing is given up all the same, and the log says why', {
  timeout,
}, async (t) => {
  const runDirectory = temporaryFolder(t)
  writeFileSync(join(runDirectory, 'capsules'), 'in the way')
  const { ids, logs } = await run(poisonedSystem('throw', join(runDirectory, 'mended')), {
    runDirectory,
    isolation: 'inline',
  })
  assert.deepEqual(ids, [0, 1, 2, 4, 5])
  assert.ok(logs.some(({ text }) => /no capsule: .*EEXIST/.test(text)))
})

test('a run without a directory keeps no capsules', { timeout }, async (t) => {
  const folder = temporaryFolder(t)
  const { ids, logs } = await run(poisonedSystem('throw', join(folder, 'mended')), { isolation: 'inline' })
  assert.deepEqual(ids, [0, 1, 2, 4, 5])
  assert.equal(existsSync('capsules'), false)
  assert.ok(!logs.some(({ text }) => text.includes('capsule')))
})
