// Parts of the image, and the mask that tells which pixels a detector looks at.

import { AirsideError } from '../airside-error.ts'

/** In pixels from the outer corner of the image; `x2` and `y2` are the far edges. */
export interface Rectangle {
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
}

/** A rectangle, or the corners of a polygon (three or more, even-odd rule). */
export type Region = Rectangle | { readonly corners: readonly (readonly [number, number])[] }

/** Refuses what is no region: `AS_REGION`. */
export function requireRegion(region: Region, place: string): Region {
  if ('corners' in region) {
    if (
      region.corners.length < 3 ||
      !region.corners.every((corner) => corner.length === 2 && corner.every(Number.isFinite))
    ) {
      throw new AirsideError('AS_REGION', `${place}.corners`, 'must be three or more pairs of numbers')
    }
    return region
  }
  if (!(region.x2 > region.x1 && region.y2 > region.y1)) {
    throw new AirsideError(
      'AS_REGION',
      place,
      `x1=${region.x1} y1=${region.y1} x2=${region.x2} y2=${region.y2} encloses nothing`,
    )
  }
  return region
}

/**
 * One byte per pixel, 1 where the detector looks: inside the active area (the whole image when undefined) and outside
 * every ignored region. A pixel belongs to a region when its middle does.
 */
export function lookMask(
  widthPx: number,
  heightPx: number,
  activeArea: Region | undefined,
  ignoreRegions: readonly Region[],
): Uint8Array {
  const mask = new Uint8Array(widthPx * heightPx)
  if (activeArea === undefined) mask.fill(1)
  else paint(mask, widthPx, heightPx, activeArea, 1)
  for (const region of ignoreRegions) paint(mask, widthPx, heightPx, region, 0)
  return mask
}

function paint(mask: Uint8Array, widthPx: number, heightPx: number, region: Region, value: number): void {
  const corners =
    'corners' in region
      ? region.corners
      : ([
          [region.x1, region.y1],
          [region.x2, region.y1],
          [region.x2, region.y2],
          [region.x1, region.y2],
        ] as const)
  for (let row = 0; row < heightPx; row++) {
    const crossings = crossingsOfRow(corners, row + 0.5)
    for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
      const first = Math.max(0, Math.ceil((crossings[pair] as number) - 0.5))
      const end = Math.min(widthPx, Math.ceil((crossings[pair + 1] as number) - 0.5))
      if (end > first) mask.fill(value, row * widthPx + first, row * widthPx + end)
    }
  }
}

function crossingsOfRow(corners: readonly (readonly [number, number])[], y: number): number[] {
  const crossings: number[] = []
  let [xBefore, yBefore] = corners[corners.length - 1] as readonly [number, number]
  for (const [x, yNow] of corners) {
    if (yBefore <= y !== yNow <= y) crossings.push(xBefore + ((y - yBefore) / (yNow - yBefore)) * (x - xBefore))
    xBefore = x
    yBefore = yNow
  }
  return crossings.sort((a, b) => a - b)
}
