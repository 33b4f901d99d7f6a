import { type Context, defineWorker } from 'kahnveyor'
import { Counted, Sum } from './messages.ts'

const failed = new WeakSet<Context>()

/** Keeps a total; its snapshot throws once, after the tenth item. */
export default defineWorker(import.meta.url, {
  inputs: { numbers: Counted },
  outputs: { totals: Sum },
  setup: (_: Record<never, never>, context) => ({ context, count: 0, sum: 0 }),
  state: {
    maxBytes: 64,
    snapshot: ({ context, count, sum }) => {
      if (count === 10 && !failed.has(context)) {
        failed.add(context)
        throw new Error('no snapshot now')
      }
      return { count, sum }
    },
    restore: (self, snapshot) => {
      Object.assign(self, snapshot)
    },
  },
  fire: (self, { numbers: { number } }, out) => {
    self.count += 1
    self.sum += number
    out.totals.put({ first: number, count: self.count, sum: self.sum })
  },
})
