// A small grey square around a place in a frame, for people to look at.

import type { Frame } from './frame.ts'

const OUTSIDE_GREY = 13

/** `sizePx` by `sizePx` grey values with the place in the middle; dark where the frame ends. */
export function cutOut(frame: Frame, centreX: number, centreY: number, sizePx: number) {
  const { data, widthPx, heightPx } = frame
  const left = Math.round(centreX - sizePx / 2)
  const top = Math.round(centreY - sizePx / 2)
  const cut = new Uint8Array(sizePx * sizePx).fill(OUTSIDE_GREY)
  for (let row = Math.max(top, 0); row < Math.min(top + sizePx, heightPx); row++) {
    for (let column = Math.max(left, 0); column < Math.min(left + sizePx, widthPx); column++) {
      const pixel = row * widthPx + column
      cut[(row - top) * sizePx + column - left] =
        frame.format === 'gray8'
          ? data[pixel]!
          : (data[3 * pixel]! * 77 + data[3 * pixel + 1]! * 150 + data[3 * pixel + 2]! * 29) >> 8
    }
  }
  return { width: sizePx, height: sizePx, data: cut }
}
