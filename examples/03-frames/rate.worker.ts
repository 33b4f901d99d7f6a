import { defineWorker } from 'kahnveyor'
import { Checksum } from './messages.ts'

/** Prints how many frames came, how many each second, and how old they were when they were done. */
export default defineWorker(import.meta.url, {
  inputs: { checksums: Checksum },
  setup: (_, context) => ({ context, firstUs: 0, frames: 0, bytes: 0, ageUs: 0, sum: 0 }),
  // The numbers are about one process's life; a replacement starts them anew.
  volatile: true,
  fire: (rate, { checksums }) => {
    if (rate.frames === 0) rate.firstUs = rate.context.nowUs
    rate.frames += 1
    rate.bytes += checksums.bytes
    rate.sum = (rate.sum + checksums.sum) >>> 0
    rate.ageUs += rate.context.nowUs - checksums.timeUs
  },
  finish: ({ context, firstUs, frames, bytes, ageUs, sum }) => {
    const seconds = (context.nowUs - firstUs) / 1e6
    const perSecond = (frames - 1) / seconds
    context.log.info(
      `${frames} frames of 1920 x 1080 pixels: ${Math.round(perSecond)} frames/s, ` +
        `${((bytes / frames) * perSecond * 1e-9).toFixed(1)} GB/s, ${Math.round(ageUs / frames)} us old on average, checksum ${sum}`,
    )
  },
})
