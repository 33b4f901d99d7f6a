import { defineWorker, end } from 'kahnveyor'
import { Frame, stamp } from './frame.ts'

/** Fills frames where the reader will read them: no copy. `whole`: writes every byte, else one in each page, as after a device. */
export default defineWorker(import.meta.url, {
  outputs: { frames: Frame },
  setup: (args: { readonly items: number; readonly whole: boolean }) => args,
  fire: ({ items, whole }, out, turn) => {
    const frame = out.frames.claim()
    frame.sequence = turn
    const { data } = frame.image
    if (whole) data.fill(turn)
    else stamp(data, turn)
    out.frames.put(frame)
    return turn + 1 < items ? undefined : end
  },
})
