import { defineWorker } from 'kahnveyor'
import { Counted } from './messages.ts'

export default defineWorker(import.meta.url, {
  inputs: { numbers: Counted },
  outputs: { even: Counted },
  fire: (_, { numbers }, out) => {
    if (numbers.number % 2 === 0) out.even.put({ number: numbers.number })
  },
})
