import { defineWorker, u32 } from '../../../src/index.ts'

/** Forwards numbers, and never comes back from the firing that gets `number`. */
export default defineWorker(import.meta.url, {
  inputs: { numbers: u32 },
  outputs: { numbers: u32 },
  args: { number: 5 },
  setup: (args) => args,
  fire: ({ number }, { numbers }, out) => {
    while (numbers === number);
    out.numbers.put(numbers)
  },
})
