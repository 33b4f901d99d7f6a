import { defineWorker } from 'kahnveyor'
import { Counted } from './messages.ts'

/** A driver without inputs: it counts the times that its timer fires it. */
export default defineWorker(import.meta.url, {
  driver: { everyMs: 2 },
  outputs: { beats: Counted },
  setup: () => ({ number: 0 }),
  fire: (self, _, out) => {
    out.beats.put({ number: self.number })
    self.number += 1
  },
})
