import { defineWorker } from 'kahnveyor'
import { Digest, Picture } from './messages.ts'

export default defineWorker(import.meta.url, {
  inputs: { pictures: Picture },
  outputs: { digests: Digest },
  fire: (_, { pictures: { number, image } }, out) => {
    let checksum = 0
    for (let at = 0; at < image.data.length; at += 1)
      checksum = (Math.imul(checksum, 31) + (image.data[at] as number)) >>> 0
    out.digests.put({ number, width: image.width, height: image.height, checksum })
  },
})
