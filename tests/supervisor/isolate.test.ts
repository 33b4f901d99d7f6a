import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defineSystem, defineWorker, start, u32 } from '../../src/index.ts'
import countUp from './workers/count-up.worker.ts'
import forward from './workers/forward.worker.ts'

const options = { timeout: 60_000 }

export const dieAt = defineWorker(import.meta.url, {
  inputs: { numbers: u32 },
  outputs: { numbers: u32 },
  setup: () => {
    throw new Error('the device is not there')
  },
  fire: () => undefined,
})

const system = defineSystem('isolated', (builder) => {
  const source = builder.worker('source', countUp, { args: { turns: 500 } })
  const broken = builder.worker('broken', dieAt, { replicas: 2, onFailure: 'isolate' })
  const sound = builder.worker('sound', forward)
  const behind = builder.worker('behind', forward)
  builder.connect(source.outputs.numbers, broken.inputs.numbers, { capacity: 4 })
  builder.connect(source.outputs.numbers, sound.inputs.numbers, { capacity: 4 })
  builder.connect(broken.outputs.numbers, behind.inputs.numbers, { capacity: 4 })
  return { outputs: { sound: sound.outputs.numbers, behind: behind.outputs.numbers } }
})

for (const isolation of ['inline', 'process'] as const)
  test(
    `a worker that cannot be kept running is isolated: its items are dead letters, the others go on (${isolation})`,
    options,
    async () => {
      const running = await start(system, {
        isolation,
        onLog: () => undefined,
        restart: { maxRestarts: 1, backoffMs: 1 },
      })
      const [sound, behind] = await Promise.all(
        [running.outputs.sound, running.outputs.behind].map(async (output) => {
          const numbers: number[] = []
          for await (const number of output) numbers.push(number)
          return numbers
        }),
      )
      assert.deepEqual(
        sound,
        Array.from({ length: 500 }, (_, index) => index),
      )
      assert.deepEqual(behind, [])
      const { outcome, ledger } = await running.finished
      assert.equal(outcome, 'finished')
      assert.equal(ledger.balanced, true)
      assert.deepEqual(
        ledger.queues
          .filter(({ queue }) => queue.includes('broken.numbers'))
          .map(({ in: put, out, deadLettered }) => ({ put, out, deadLettered })),
        [
          { put: 500, out: 0, deadLettered: 500 },
          { put: 0, out: 0, deadLettered: 0 },
        ],
      )
    },
  )

test('an endless system with an isolated worker still stops when it is asked to', options, async () => {
  const endless = defineSystem('endless', (builder) => {
    const source = builder.worker('source', countUp, { args: { turns: 1e9 } })
    const broken = builder.worker('broken', dieAt, { onFailure: 'isolate' })
    builder.connect(source.outputs.numbers, broken.inputs.numbers, { capacity: 4 })
    return { outputs: { numbers: broken.outputs.numbers } }
  })
  const running = await start(endless, { onLog: () => undefined, restart: { maxRestarts: 0 } })
  for (let isolated = false; !isolated; ) {
    const { workers } = await running.status()
    isolated = workers.some(({ replicas }) => replicas[0]?.state === 'isolated')
  }
  const { outcome, ledger } = await running.drain()
  assert.equal(outcome, 'drained')
  assert.equal(ledger.balanced, true)
  assert.equal(ledger.queues[0]?.queued, 0)
})
