import { defineWorker } from 'kahnveyor'
import { Counted } from './messages.ts'

/** Several outputs: multiples of 3, the others, and a note of every tenth item on a third port. */
export default defineWorker(import.meta.url, {
  inputs: { numbers: Counted },
  outputs: { threes: Counted, others: Counted, tenths: Counted },
  fire: (_, { numbers: { number } }, out) => {
    if (number % 3 === 0) out.threes.put({ number })
    else out.others.put({ number })
    if (number % 10 === 0) out.tenths.put({ number })
  },
})
