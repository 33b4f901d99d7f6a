import { defineWorker, u32 } from '../../../src/index.ts'

/** Forwards numbers and keeps `mebibytes` more for each, as a worker with a leak does; 20 ms a firing. */
export default defineWorker(import.meta.url, {
  inputs: { numbers: u32 },
  outputs: { numbers: u32 },
  args: { mebibytes: 8 },
  setup: ({ mebibytes }) => ({ mebibytes, kept: [] as Uint8Array[] }),
  fire: async (self, { numbers }, out) => {
    const number = numbers
    self.kept.push(new Uint8Array(self.mebibytes * 2 ** 20).fill(1))
    await new Promise((resolve) => setTimeout(resolve, 20))
    out.numbers.put(number)
  },
})
