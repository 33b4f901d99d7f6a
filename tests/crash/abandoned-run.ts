/**
 * A program for tests that kill it or its supervisor: it starts a system that runs for ever and says, as one line of JSON, which
 * processes belong to it. `process.argv[2]`: 'process' for a supervisor process of its own, 'here' for none.
 */
import { defineSystem, start } from 'kahnveyor'
import countUp from '../conformance/workers/count-up.worker.ts'
import double from '../conformance/workers/double.worker.ts'
import waitALittle from '../conformance/workers/wait-a-little.worker.ts'

const system = defineSystem('abandoned', (builder) => {
  const source = builder.worker('source', countUp, { args: { count: 4_000_000_000 } })
  const doubling = builder.worker('double', double, { replicas: 2, spares: 1 })
  const waiting = builder.worker('wait', waitALittle)
  builder.connect(source.outputs.numbers, doubling.inputs.numbers)
  builder.connect(doubling.outputs.doubled, waiting.inputs.numbers)
  return { outputs: { later: waiting.outputs.later } }
})
const running = await start(system, { supervisor: process.argv[2] as 'process' | 'here', onLog: () => undefined })
const ended = running.finished.then(
  () => 'finished',
  (thrown: { code?: string }) => thrown.code ?? String(thrown),
)
for (let read = 0; read < 20; read += 1) await running.outputs.later.get()
const { workers } = await running.status()
const pids = workers.flatMap(({ replicas }) => replicas.map(({ pid }) => pid))
console.log(JSON.stringify({ pids }))
// Somebody goes on reading, so that everyone is at work when the end comes.
const reading = (async () => {
  for await (const _ of running.outputs.later);
})()
console.log(JSON.stringify({ ended: await ended }))
await reading
