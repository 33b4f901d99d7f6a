import { defineWorker, end } from 'kahnveyor'
import { Frame } from './messages.ts'

/** Stands for a camera driver: makes `count` frames as fast as the queue takes them. */
export default defineWorker(import.meta.url, {
  outputs: { frames: Frame },
  args: { count: 300 },
  setup: ({ count }, context) => ({ count, context }),
  fire: ({ count, context }, out, turn) => {
    // A block of the shared memory that nobody else uses now. What is written here is what the reader reads.
    const frame = out.frames.claim()
    frame.number = turn
    frame.timeUs = context.nowUs
    frame.image.data.fill(turn)
    out.frames.put(frame)
    return turn + 1 < count ? undefined : end
  },
})
