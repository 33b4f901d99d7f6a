// Grey frames with spots at known places.

import type { Frame } from '../../src/detection/frame.ts'

export interface Spot {
  readonly x: number
  readonly y: number
  /** Standard deviation of a Gaussian spot; of a disc, its radius. */
  readonly sizePx: number
  readonly peak: number
  readonly kind: 'gaussian' | 'disc'
}

/**
 * `background` may vary over the frame. A pixel of a disc has the share of it that the disc covers (8 by 8 samples).
 */
export function frameWithSpots(
  widthPx: number,
  heightPx: number,
  background: number | ((x: number, y: number) => number),
  spots: readonly Spot[],
): Frame {
  const data = new Uint8Array(widthPx * heightPx)
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const dark = typeof background === 'number' ? background : background(x, y)
      let value = dark
      for (const spot of spots) value += (spot.peak - dark) * coverage(spot, x, y)
      data[y * widthPx + x] = Math.round(Math.min(255, value))
    }
  }
  return { format: 'gray8', widthPx, heightPx, data }
}

function coverage(spot: Spot, column: number, row: number): number {
  const far = Math.hypot(column + 0.5 - spot.x, row + 0.5 - spot.y)
  if (spot.kind === 'gaussian') return Math.exp(-0.5 * (far / spot.sizePx) ** 2)
  if (far > spot.sizePx + 1) return 0
  if (far < spot.sizePx - 1) return 1
  let inside = 0
  for (let i = 0; i < 64; i++) {
    const dx = column + ((i & 7) + 0.5) / 8 - spot.x
    const dy = row + ((i >> 3) + 0.5) / 8 - spot.y
    if (dx * dx + dy * dy <= spot.sizePx * spot.sizePx) inside++
  }
  return inside / 64
}
