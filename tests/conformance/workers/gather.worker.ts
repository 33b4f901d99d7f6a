import { defineWorker, notYet } from 'kahnveyor'
import { Counted, Sum } from './messages.ts'

/** Makes one sum of 5 to 10 items: as many as the first of them says. What is left at the end makes a last, smaller sum. */
export default defineWorker(import.meta.url, {
  inputs: { numbers: Counted },
  outputs: { sums: Sum },
  setup: () => ({ kept: [] as number[] }),
  fire: (self, { numbers }, out) => {
    self.kept.push(numbers.number)
    const first = self.kept[0] as number
    if (self.kept.length < 5 + (first % 6)) return notYet
    out.sums.put({ first, count: self.kept.length, sum: self.kept.reduce((sum, number) => sum + number, 0) })
    self.kept = []
    return undefined
  },
  finish: (self, out) => {
    if (self.kept.length > 0)
      out.sums.put({
        first: self.kept[0] as number,
        count: self.kept.length,
        sum: self.kept.reduce((sum, number) => sum + number, 0),
      })
  },
})
