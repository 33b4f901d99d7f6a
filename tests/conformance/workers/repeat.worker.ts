import { defineWorker } from 'kahnveyor'
import { Counted } from './messages.ts'

/** Puts each item as many times as its number says, modulo `modulus`; the k-th time with `number * 100 + k`. */
export default defineWorker(import.meta.url, {
  inputs: { numbers: Counted },
  outputs: { repeated: Counted },
  args: { modulus: 4 },
  setup: (args) => args,
  fire: ({ modulus }, { numbers }, out) => {
    for (let time = 0; time < numbers.number % modulus; time += 1)
      out.repeated.put({ number: numbers.number * 100 + time })
  },
})
