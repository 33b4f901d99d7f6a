import { ftruncateSync, openSync, writeSync } from 'node:fs'
import { defineWorker, u32 } from '../../../src/index.ts'

/**
 * Appends each number as a line. What it keeps is the committed length: a replacement cuts off what was written and not
 * committed, so every line stands there exactly once.
 */
export default defineWorker(import.meta.url, {
  inputs: { numbers: u32 },
  setup: ({ path }: { readonly path: string }) => ({ file: openSync(path, 'a'), bytes: 0 }),
  state: {
    maxBytes: 16,
    snapshot: (self) => self.bytes,
    restore: (self, bytes) => {
      self.bytes = bytes
      ftruncateSync(self.file, bytes)
    },
  },
  fire: (self, { numbers }) => {
    self.bytes += writeSync(self.file, `${numbers}\n`)
  },
})
