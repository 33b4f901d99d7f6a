/**
 *   ┌────────┐  6 MB each  ┌──────────┐  24 bytes each  ┌──────┐
 *   │ camera ├─────────────► checksum ├─────────────────► rate │
 *   └────────┘             └──────────┘                 └──────┘
 *
 * Images of a camera's size pass from process to process without being copied: `claim` gives the camera a free block of the
 * shared memory to fill, the queue carries its number, and the reader sees the same bytes in place.
 *
 * Run it: npx kahnveyor run examples/03-frames/frames.system.ts
 */
import { defineSystem } from 'kahnveyor'
import camera from './camera.worker.ts'
import checksum from './checksum.worker.ts'
import rate from './rate.worker.ts'

export default defineSystem('frames', (system) => {
  const filming = system.worker('camera', camera, { args: { count: 300 } })
  const checking = system.worker('checksum', checksum)
  const rating = system.worker('rate', rate)
  system.connect(filming.outputs.frames, checking.inputs.frames, { capacity: 4 })
  system.connect(checking.outputs.checksums, rating.inputs.checksums, { capacity: 64 })
})
