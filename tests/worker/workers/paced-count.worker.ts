import { defineWorker, u32 } from '../../../src/index.ts'

/** Counts, one number a millisecond. */
export const pacedCount = defineWorker(import.meta.url, {
  outputs: { numbers: u32 },
  fire: (_self, out, turn) => {
    out.numbers.put(turn)
    return { waitMs: 1 }
  },
})
