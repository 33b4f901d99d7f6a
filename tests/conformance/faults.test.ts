import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { defineSystem, type LogRecord } from 'kahnveyor'
import { type Form, forms } from '../support/forms.ts'
import { collect, watched } from '../support/watched-run.ts'
import countUp from './workers/count-up.worker.ts'
import failInSnapshot from './workers/fail-in-snapshot.worker.ts'
import failOn from './workers/fail-on.worker.ts'
import failSetUp from './workers/fail-set-up.worker.ts'
import matchNearest from './workers/match-nearest.worker.ts'
import putBackwards from './workers/put-backwards.worker.ts'
import putTooMany from './workers/put-too-many.worker.ts'
import spoilTotal from './workers/spoil-total.worker.ts'
import tick from './workers/tick.worker.ts'

const upTo = (count: number) => Array.from({ length: count }, (_, number) => number)

const failing = (args: { numbers: number[]; times: number }, replicas = 1) =>
  defineSystem('failing', (system) => {
    const source = system.worker('source', countUp, { args: { count: 40 } })
    const worker = system.worker('fail', failOn, { replicas, args })
    system.connect(source.outputs.numbers, worker.inputs.numbers, { capacity: 4 })
    return { outputs: { good: worker.outputs.good } }
  })

async function run(form: Form, system: Parameters<Form['start']>[0]) {
  const log: LogRecord[] = []
  const running = await form.start(system, { onLog: (record) => log.push(record), restart: { backoffMs: 1 } })
  return watched(running, async () => {
    const [output] = Object.values(running.outputs) as AsyncIterable<Record<string, number>>[]
    const items = output === undefined ? [] : await collect(output)
    const result = await running.finished.catch((thrown: { code: string; message: string; result?: unknown }) => thrown)
    return { items, result, log }
  })
}

for (const form of forms)
  describe(form.name, { skip: form.skip }, () => {
    for (const replicas of [1, 3])
      test(`a firing that throws is tried again, and nothing of the failed attempt is seen (${replicas} replicas)`, async () => {
        const { items, result, log } = await run(form, failing({ numbers: [0, 7, 39], times: 2 }, replicas))
        assert.deepEqual(
          items.map(({ number }) => number),
          upTo(40),
        )
        assert.ok('ledger' in result)
        assert.ok(result.ledger.balanced)
        assert.equal(result.ledger.queues[0]?.deadLettered, 0)
        assert.equal(log.filter(({ text }) => text.includes('does not like')).length, 6)
      })

    for (const replicas of [1, 3])
      test(`after three attempts an item is a dead letter, counted, and the order is unharmed (${replicas} replicas)`, async () => {
        const { items, result, log } = await run(form, failing({ numbers: [0, 7, 8, 39], times: 3 }, replicas))
        assert.deepEqual(
          items.map(({ number }) => number),
          upTo(40).filter((number) => ![0, 7, 8, 39].includes(number)),
        )
        assert.ok('ledger' in result)
        const [queue] = result.ledger.queues
        assert.deepEqual([queue?.in, queue?.out, queue?.deadLettered, queue?.queued], [40, 36, 4, 0])
        assert.equal(log.filter(({ text }) => text.includes('given up')).length, 4)
      })

    test('what a given-up firing did to the state is forgotten', async () => {
      const system = defineSystem('spoiling', (builder) => {
        const source = builder.worker('source', countUp, { args: { count: 20 } })
        const total = builder.worker('total', spoilTotal, { args: { bad: 7 } })
        builder.connect(source.outputs.numbers, total.inputs.numbers)
        return { outputs: { totals: total.outputs.totals } }
      })
      const { items } = await run(form, system)
      assert.deepEqual(items.at(-1), { first: 19, count: 19, sum: 190 - 7 })
      assert.equal(items.length, 19)
    })

    test('a snapshot that throws once costs no item', async () => {
      const system = defineSystem('snapshots', (builder) => {
        const source = builder.worker('source', countUp, { args: { count: 20 } })
        const total = builder.worker('total', failInSnapshot)
        builder.connect(source.outputs.numbers, total.inputs.numbers)
        return { outputs: { totals: total.outputs.totals } }
      })
      const { items, log } = await run(form, system)
      assert.deepEqual(
        items.map(({ first }) => first),
        upTo(20),
      )
      assert.deepEqual(items.at(-1), { first: 19, count: 20, sum: 190 })
      assert.ok(log.some(({ text }) => text.includes('no snapshot now')))
    })

    test('more puts than a firing may make fail the system at once, by name', async () => {
      const system = defineSystem('too-many', (builder) => {
        const worker = builder.worker('worker', putTooMany)
        return { outputs: { numbers: worker.outputs.numbers } }
      })
      const { items, result } = await run(form, system)
      assert.deepEqual(items, [])
      assert.ok('code' in result)
      assert.equal(result.code, 'KV_WORKER_FAILED')
      assert.match(result.message, /maxPutsPerFiring=4/)
    })

    test('a setup that always throws fails the system by name, after its restarts', async () => {
      const system = defineSystem('no-setup', (builder) => {
        const source = builder.worker('source', countUp)
        const worker = builder.worker('worker', failSetUp)
        builder.connect(source.outputs.numbers, worker.inputs.numbers)
      })
      const { result, log } = await run(form, system)
      assert.ok('code' in result)
      assert.equal(result.code, 'KV_WORKER_FAILED')
      assert.match(result.message, /worker\/0.*cannot be set up/s)
      assert.equal(log.filter(({ text }) => text.includes('replaced')).length, 6, 'five restarts, and the last word')
    })

    test('an item earlier than its input is refused every time, whatever has arrived by then', async () => {
      const system = defineSystem('backwards', (builder) => {
        const source = builder.worker('source', tick, { args: { count: 30 } })
        const side = builder.worker('side', tick, { args: { count: 30 } })
        const worker = builder.worker('worker', putBackwards)
        const match = builder.worker('match', matchNearest)
        builder.connect(source.outputs.ticks, worker.inputs.ticks, { capacity: 2 })
        builder.connect(worker.outputs.earlier, match.inputs.lead)
        builder.connect(side.outputs.ticks, match.inputs.side)
        return { outputs: { matches: match.outputs.matches } }
      })
      const { items, result } = await run(form, system)
      assert.deepEqual(
        items.map(({ lead }) => lead),
        upTo(30).filter((number) => number % 5 !== 4),
      )
      assert.ok('ledger' in result)
      assert.equal(result.ledger.queues[0]?.deadLettered, 6)
    })
  })
