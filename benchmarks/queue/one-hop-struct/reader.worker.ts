import { defineWorker } from 'kahnveyor'
import type { Throughput } from '../../suite/throughput.ts'
import { Sample } from './sample.ts'

export default defineWorker(import.meta.url, {
  inputs: { samples: Sample },
  setup: ({ warmup }: { readonly warmup: number }, context) => ({
    warmup,
    context,
    received: 0,
    checksum: 0,
    startUs: 0,
  }),
  volatile: true,
  fire: (reader, { samples }) => {
    const { sequence } = samples
    if (sequence !== reader.received) throw new Error(`expected item ${reader.received}, got ${sequence}`)
    reader.received = sequence + 1
    reader.checksum = (reader.checksum + sequence + samples.x) >>> 0
    if (reader.received === reader.warmup) reader.startUs = reader.context.nowUs
  },
  finish: ({ context, received, warmup, checksum, startUs }) => {
    const result: Throughput = { items: received - warmup, elapsedUs: context.nowUs - startUs, received, checksum }
    context.report(result)
  },
})
