import { defineWorker } from 'kahnveyor'
import { Timed } from './messages.ts'

/** Forwards ticks, every fifth of them with a time before its input's. */
export default defineWorker(import.meta.url, {
  inputs: { ticks: Timed },
  outputs: { earlier: Timed },
  fire: (_, { ticks: { timeUs, number } }, out) =>
    out.earlier.put({ number, timeUs: number % 5 === 4 ? timeUs - 1 : timeUs }),
})
