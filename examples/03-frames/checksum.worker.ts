import { defineWorker } from 'kahnveyor'
import { Checksum, Frame } from './messages.ts'

/** Reads frames where the camera wrote them: one byte of each page of memory. */
export default defineWorker(import.meta.url, {
  inputs: { frames: Frame },
  outputs: { checksums: Checksum },
  fire: (_, { frames }, out) => {
    const { data } = frames.image
    let sum = 0
    for (let at = 0; at < data.length; at += 4096) sum = (sum + (data[at] as number)) >>> 0
    out.checksums.put({ frame: frames.number, timeUs: frames.timeUs, bytes: data.length, sum })
  },
})
