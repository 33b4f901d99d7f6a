import { defineWorker } from 'kahnveyor'
import type { Throughput } from '../../suite/throughput.ts'
import { FRAME_BYTES, Frame, PAGE_BYTES, stampSum } from './frame.ts'

export default defineWorker(import.meta.url, {
  inputs: { frames: Frame },
  setup: ({ warmup }: { readonly warmup: number }, context) => ({
    warmup,
    context,
    received: 0,
    checksum: 0,
    startUs: 0,
  }),
  volatile: true,
  fire: (reader, { frames }) => {
    const { sequence } = frames
    const { data } = frames.image
    let sum = 0
    for (let at = 0; at < FRAME_BYTES; at += PAGE_BYTES) sum += data[at] as number
    if (sequence !== reader.received || sum !== stampSum(sequence))
      throw new Error(`frame ${reader.received} is not whole`)
    reader.received = sequence + 1
    reader.checksum = (reader.checksum + sum) >>> 0
    if (reader.received === reader.warmup) reader.startUs = reader.context.nowUs
  },
  finish: ({ context, received, warmup, checksum, startUs }) => {
    const result: Throughput = { items: received - warmup, elapsedUs: context.nowUs - startUs, received, checksum }
    context.report(result)
  },
})
