import { defineWorker, end } from 'kahnveyor'
import { Count } from './messages.ts'

/** Counts from `start` on, one number every `everyMs`, `turns` of them. */
export default defineWorker(import.meta.url, {
  outputs: { counts: Count },
  args: { start: 0, turns: 40, everyMs: 50 },
  setup: (args) => args,
  fire: ({ start, turns, everyMs }, out, turn) => {
    out.counts.put({ value: start + turn })
    return turn + 1 < turns ? { waitMs: everyMs } : end
  },
})
