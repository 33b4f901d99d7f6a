import { defineSystem, defineWorker, start, u32 } from '../../../src/index.ts'
import { isInsideWorker } from '../../../src/isolation/inside-worker.ts'

/** A worker whose module starts a system when a worker process imports it. */
export default defineWorker(import.meta.url, {
  inputs: { numbers: u32 },
  outputs: { numbers: u32 },
  fire: () => undefined,
})

if (isInsideWorker()) await start(defineSystem('inner', () => undefined))
