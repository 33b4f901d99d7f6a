import { defineWorker, end } from 'kahnveyor'
import { FRAME_BYTES, Frame, HEIGHT, stamp, WIDTH } from './frame.ts'

/** Has its frames in a buffer of its own, as a camera library gives them, and puts them: one copy, into the queue. */
export default defineWorker(import.meta.url, {
  outputs: { frames: Frame },
  setup: ({ items }: { readonly items: number }) => ({ items, data: new Uint8Array(FRAME_BYTES) }),
  fire: ({ items, data }, out, turn) => {
    stamp(data, turn)
    out.frames.put({ sequence: turn, image: { width: WIDTH, height: HEIGHT, data } })
    return turn + 1 < items ? undefined : end
  },
})
