import { defineWorker, end } from 'kahnveyor'
import { Sample } from './sample.ts'

export default defineWorker(import.meta.url, {
  outputs: { samples: Sample },
  setup: ({ items }: { readonly items: number }) => ({ items }),
  fire: ({ items }, out, turn) => {
    out.samples.put({
      sequence: turn,
      flags: 1,
      timeUs: turn * 10,
      x: turn >>> 1,
      y: turn,
      z: 2.5,
      roll: 0.5,
      pitch: 0.25,
      yaw: 0.125,
    })
    return turn + 1 < items ? undefined : end
  },
})
