import { defineWorker, u32 } from '../../../src/index.ts'

/** Forwards numbers. */
export default defineWorker(import.meta.url, {
  inputs: { numbers: u32 },
  outputs: { numbers: u32 },
  fire: (_self, { numbers }, out) => out.numbers.put(numbers),
})
