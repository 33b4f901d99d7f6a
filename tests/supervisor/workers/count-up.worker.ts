import { defineWorker, end, u32 } from '../../../src/index.ts'

/** Puts 0, 1, 2, … and ends after `turns`. */
export default defineWorker(import.meta.url, {
  outputs: { numbers: u32 },
  args: { turns: 10 },
  setup: (args) => args,
  fire: ({ turns }, out, turn) => {
    if (turn === turns) return end
    out.numbers.put(turn)
  },
})
