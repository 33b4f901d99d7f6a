import { defineWorker } from 'kahnveyor'
import { Counted, Sum } from './messages.ts'

/** Keeps count and sum of everything so far as declared state. */
export default defineWorker(import.meta.url, {
  inputs: { numbers: Counted },
  outputs: { totals: Sum },
  setup: () => ({ count: 0, sum: 0 }),
  state: {
    maxBytes: 64,
    snapshot: ({ count, sum }) => ({ count, sum }),
    restore: (self, snapshot) => {
      Object.assign(self, snapshot)
    },
  },
  fire: (self, { numbers }, out) => {
    self.count += 1
    self.sum += numbers.number
    out.totals.put({ first: numbers.number, count: self.count, sum: self.sum })
  },
})
