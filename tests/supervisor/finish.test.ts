import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defineSystem, defineWorker, OutsideFaultError, type RunResult, start, u32 } from '../../src/index.ts'
import countUp from './workers/count-up.worker.ts'
import { countTimes, lastTime, pairUp } from './workers/last-time.worker.ts'

const options = { timeout: 60_000 }

test('finish may put an item with a time on a port that others match by time', options, async () => {
  const system = defineSystem('last', (builder) => {
    const last = builder.worker('last', lastTime)
    const pair = builder.worker('pair', pairUp)
    builder.connect(builder.worker('leads', countTimes).outputs.times, last.inputs.times)
    builder.connect(last.outputs.times, pair.inputs.lead)
    builder.connect(builder.worker('sides', countTimes, { args: { turns: 9 } }).outputs.times, pair.inputs.side)
    return { outputs: { matches: pair.outputs.matches } }
  })
  for (const isolation of ['inline', 'process'] as const) {
    const running = await start(system, { isolation })
    const times: number[] = []
    for await (const { timeUs } of running.outputs.matches) times.push(timeUs)
    assert.deepEqual(times, [0, 10, 20, 30, 40, 41])
    assert.equal((await running.finished).ledger.balanced, true)
  }
})

const unlucky = defineWorker(import.meta.url, {
  inputs: { numbers: u32 },
  fire: (_self, { numbers }) => {
    if (numbers === 3) throw new OutsideFaultError('the device is gone')
  },
})

test(
  'a worker whose device is at fault stops the system, gives no item up, and the error has the ledger',
  options,
  async () => {
    const system = defineSystem('unlucky', (builder) => {
      const sink = builder.worker('sink', unlucky)
      builder.connect(builder.worker('source', countUp).outputs.numbers, sink.inputs.numbers, { capacity: 2 })
    })
    const running = await start(system, { isolation: 'inline', onLog: () => undefined })
    await assert.rejects(running.finished, (error: Error & { code?: string; result?: RunResult }) => {
      assert.equal(error.code, 'KV_WORKER_FAILED')
      assert.match(error.message, /sink\/0 .*the device is gone/)
      assert.deepEqual(
        error.result?.ledger.queues.map(({ out, deadLettered }) => ({ out, deadLettered })),
        [{ out: 3, deadLettered: 0 }],
      )
      return true
    })
  },
)
