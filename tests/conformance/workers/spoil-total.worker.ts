import { defineWorker } from 'kahnveyor'
import { Counted, Sum } from './messages.ts'

/** Keeps a total; with the bad number it changes its state and then throws, every time. */
export default defineWorker(import.meta.url, {
  inputs: { numbers: Counted },
  outputs: { totals: Sum },
  args: { bad: -1 },
  setup: ({ bad }) => ({ bad, count: 0, sum: 0 }),
  state: {
    maxBytes: 64,
    snapshot: ({ count, sum }) => ({ count, sum }),
    restore: (self, snapshot) => {
      Object.assign(self, snapshot)
    },
  },
  fire: (self, { numbers: { number } }, out) => {
    self.count += 1
    self.sum += number
    if (number === self.bad) throw new Error('spoiled')
    out.totals.put({ first: number, count: self.count, sum: self.sum })
  },
})
