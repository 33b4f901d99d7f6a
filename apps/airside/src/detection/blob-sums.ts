// Sums over the pixels of each group of bright pixels, and the measures that follow from them. One pass over the bright
// pixels, one line of a table per group.

import type { SecondMoments } from './blob-shape.ts'
import type { RunTable } from './connected-components.ts'

const AREA = 0
const SUM_X = 1
const SUM_Y = 2
const SUM_XX = 3
const SUM_YY = 4
const SUM_XY = 5
const SUM_BRIGHTNESS = 6
const SUM_WEIGHT = 7
const SUM_WEIGHT_X = 8
const SUM_WEIGHT_Y = 9
const LEFT = 10
const RIGHT = 11
const TOP = 12
const BOTTOM = 13
const FIELDS = 14

/** Measures of one group; positions in pixels from the outer corner of the image. */
export interface Blob {
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
  /** Mean position, each pixel weighted by how much brighter than the cut it is. */
  readonly centreX: number
  readonly centreY: number
  readonly areaPixels: number
  readonly meanBrightness: number
  /** Every pixel weighted the same. */
  readonly moments: SecondMoments
}

/** Keeps its table from frame to frame. */
export class BlobSums {
  #table = new Float64Array(64 * FIELDS)

  /**
   * Reads the pixels of all runs. A pixel counts with the position of its middle; `cut` is the highest value not
   * bright.
   */
  measure(grey: Uint8Array, widthPx: number, runs: RunTable, cut: number): void {
    const size = runs.componentCount * FIELDS
    if (this.#table.length < size) this.#table = new Float64Array(2 * size)
    const table = this.#table
    table.fill(0, 0, size)
    for (let run = 0; run < runs.runCount; run++) {
      const line = (runs.componentOf[run] as number) * FIELDS
      const row = runs.rowOf[run] as number
      const start = runs.startOf[run] as number
      const end = runs.endOf[run] as number
      const length = end - start
      const y = row + 0.5
      if (table[line + AREA] === 0) {
        table[line + LEFT] = start
        table[line + TOP] = row
      }
      for (let column = start, pixel = row * widthPx + start; column < end; column++, pixel++) {
        const x = column + 0.5
        const brightness = grey[pixel] as number
        const weight = brightness - cut
        addTo(table, line + SUM_X, x)
        addTo(table, line + SUM_XX, x * x)
        addTo(table, line + SUM_XY, x * y)
        addTo(table, line + SUM_BRIGHTNESS, brightness)
        addTo(table, line + SUM_WEIGHT, weight)
        addTo(table, line + SUM_WEIGHT_X, weight * x)
        addTo(table, line + SUM_WEIGHT_Y, weight * y)
      }
      addTo(table, line + AREA, length)
      addTo(table, line + SUM_Y, length * y)
      addTo(table, line + SUM_YY, length * y * y)
      table[line + LEFT] = Math.min(table[line + LEFT] as number, start)
      table[line + RIGHT] = Math.max(table[line + RIGHT] as number, end)
      table[line + BOTTOM] = row + 1
    }
  }

  of(component: number): Blob {
    const field = (index: number) => this.#table[component * FIELDS + index] as number
    const areaPixels = field(AREA)
    const meanX = field(SUM_X) / areaPixels
    const meanY = field(SUM_Y) / areaPixels
    return {
      x1: field(LEFT),
      y1: field(TOP),
      x2: field(RIGHT),
      y2: field(BOTTOM),
      centreX: field(SUM_WEIGHT_X) / field(SUM_WEIGHT),
      centreY: field(SUM_WEIGHT_Y) / field(SUM_WEIGHT),
      areaPixels,
      meanBrightness: field(SUM_BRIGHTNESS) / areaPixels,
      moments: {
        xx: field(SUM_XX) - areaPixels * meanX * meanX,
        yy: field(SUM_YY) - areaPixels * meanY * meanY,
        xy: field(SUM_XY) - areaPixels * meanX * meanY,
      },
    }
  }
}

function addTo(table: Float64Array, index: number, value: number): void {
  table[index] = (table[index] as number) + value
}
