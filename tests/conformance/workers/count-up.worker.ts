import { defineWorker, end } from 'kahnveyor'
import { Counted } from './messages.ts'

/** Puts 0, 1, 2 … up to and without `count`, one per turn, with a pause of `everyMs` between them. */
export default defineWorker(import.meta.url, {
  outputs: { numbers: Counted },
  args: { count: 100, everyMs: 0 },
  setup: (args) => args,
  fire: ({ count, everyMs }, out, turn) => {
    if (turn >= count) return end
    out.numbers.put({ number: turn })
    return everyMs > 0 ? { waitMs: everyMs } : undefined
  },
})
