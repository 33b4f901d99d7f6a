import { defineWorker, end } from 'kahnveyor'
import { Picture } from './messages.ts'

/** Fills images in place: every byte follows from the number and its position. Sizes differ from image to image. */
export default defineWorker(import.meta.url, {
  outputs: { pictures: Picture },
  args: { count: 40 },
  setup: (args) => args,
  fire: ({ count }, out, turn) => {
    if (turn >= count) return end
    const picture = out.pictures.claim()
    picture.number = turn
    picture.image.resize(1 + ((turn * 7) % 64), 1 + ((turn * 5) % 48))
    const { data } = picture.image
    for (let at = 0; at < data.length; at += 1) data[at] = (turn * 31 + at * 7) & 0xff
    out.pictures.put(picture)
  },
})
