/**
 * The system of countup.system.ts, steered from code: it runs for two seconds, pauses for one, goes on and is drained.
 *
 * Run it: node --conditions=kahnveyor-source examples/02-countup/main.ts
 * (The condition is for this checkout only: it lets the example find the package's sources.)
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { start } from 'kahnveyor'
import countup from './countup.system.ts'

const running = await start(countup, {
  args: { countup: { turns: 1_000_000, everyMs: 100 } },
  onLog: ({ worker, replica, text }) =>
    console.log(`${worker ?? 'system'}${replica === undefined ? '' : `/${replica}`}: ${text}`),
})
await sleep(2000)

await running.pause()
console.log('--- paused: nothing is printed for a second')
await sleep(1000)

console.log('--- resumed')
await running.resume()
await sleep(500)

console.log('--- draining: counting ends, what has been counted is printed')
const { outcome, ledger } = await running.drain()
for (const queue of ledger.queues) console.log(`${queue.queue}: in ${queue.in}, out ${queue.out}`)
console.log(outcome)
