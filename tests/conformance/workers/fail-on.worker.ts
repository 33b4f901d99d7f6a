import { type Context, defineWorker } from 'kahnveyor'
import { Counted } from './messages.ts'

/** Per replica, how often it has failed on each number: outlives the worker's object, which an exception replaces. */
const failures = new WeakMap<Context, Map<number, number>>()

/** Forwards numbers. On each of `numbers` it puts something wrong and then throws, the first `times` times. */
export default defineWorker(import.meta.url, {
  inputs: { numbers: Counted },
  outputs: { good: Counted },
  args: { numbers: [] as number[], times: 1 },
  setup: ({ numbers, times }, context) => {
    const failed = failures.get(context) ?? new Map<number, number>()
    failures.set(context, failed)
    return { numbers, times, failed }
  },
  fire: (self, { numbers: { number } }, out) => {
    const before = self.failed.get(number) ?? 0
    if (self.numbers.includes(number) && before < self.times) {
      self.failed.set(number, before + 1)
      out.good.put({ number: 1_000_000 + number })
      throw new Error(`does not like ${number}`)
    }
    out.good.put({ number })
  },
})
