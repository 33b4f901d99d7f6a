// Finds bright spots in a frame: warm bodies in a thermal picture, beacons in a filtered one. Follows the reference's
// detector (threshold from a percentile, filters on area and shape) with three differences: a spot at the edge is kept with
// the box that is visible, brightness is measured over the spot's own pixels, and a spot may have to stand out from its
// surroundings, without which a sunlit corner hides everything in it.

import { AirsideError } from '../airside-error.ts'
import { circularity, convexity, inertiaRatio, type PixelRun } from './blob-shape.ts'
import { type BrightSpotOptions, type PassBand, resolveBrightSpotOptions } from './bright-spot-options.ts'
import { brightnessHistogram, percentileOfHistogram } from './brightness-percentile.ts'
import { RunTable } from './connected-components.ts'
import type { Detection } from './detection.ts'
import { type Frame, greyOf, requireFrame } from './frame.ts'
import { LocalBackground } from './local-background.ts'
import { lookMask } from './region.ts'

/** A saturated pixel must be able to pass, however many of them there are. */
const CUT_MAX = 254

/** Fields of one component in the table of sums. */
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

/** Detector for frames of one size. Keeps its buffers between frames, so one instance must not be used by two callers at once. */
export class BrightSpotDetector {
  readonly options: BrightSpotOptions
  readonly #widthPx: number
  readonly #heightPx: number
  /** Undefined when the whole frame is looked at. */
  readonly #mask: Uint8Array | undefined
  readonly #hiddenCount: number
  readonly #background: LocalBackground | undefined
  readonly #grey: Uint8Array
  readonly #histogram = new Uint32Array(256)
  readonly #runs = new RunTable()
  #sums = new Float64Array(64 * FIELDS)

  /** Throws `AS_DETECTION_OPTION`, `AS_REGION`. */
  constructor(widthPx: number, heightPx: number, options: Partial<BrightSpotOptions> = {}) {
    this.options = resolveBrightSpotOptions(options)
    this.#widthPx = widthPx
    this.#heightPx = heightPx
    const { activeArea, ignoreRegions, contrastMin, surroundingsRadiusPx } = this.options
    const mask = lookMask(widthPx, heightPx, activeArea, ignoreRegions)
    const lookedAt = mask.reduce((sum, value) => sum + value, 0)
    if (lookedAt === 0) {
      throw new AirsideError(
        'AS_DETECTION_OPTION',
        'detection.ignoreRegions',
        'nothing of the frame is left to look at',
      )
    }
    this.#hiddenCount = mask.length - lookedAt
    this.#mask = this.#hiddenCount === 0 ? undefined : mask
    this.#background = contrastMin > 0 ? new LocalBackground(widthPx, heightPx, surroundingsRadiusPx, mask) : undefined
    this.#grey = new Uint8Array(widthPx * heightPx)
  }

  /**
   * Spots in the order of their topmost, leftmost pixels. Confidence is 1 as in the reference, and 1/2 for a spot that is cut by
   * the edge of the frame or of what is looked at, because its centre is that of the visible part only.
   * Throws `AS_FRAME_SIZE` for a frame of another size than the detector's.
   */
  detect(frame: Frame): Detection[] {
    requireFrame(frame)
    if (frame.widthPx !== this.#widthPx || frame.heightPx !== this.#heightPx) {
      throw new AirsideError(
        'AS_FRAME_SIZE',
        'frame',
        `width=${frame.widthPx} height=${frame.heightPx} differs from the detector's ${this.#widthPx} by ${this.#heightPx}`,
      )
    }
    const grey = this.#visibleGrey(frame)
    const cut = this.#cutOf(grey)
    if (this.#background === undefined) this.#findRuns(grey, cut)
    else this.#findContrastRuns(grey, cut, this.#background)
    this.#runs.label()
    this.#measure(grey, cut)
    return this.#selectSpots()
  }

  /** Grey values with everything that is not looked at set to 0. */
  #visibleGrey(frame: Frame): Uint8Array {
    const grey = greyOf(frame, this.#grey)
    const mask = this.#mask
    if (mask === undefined) return grey
    const visible = this.#grey
    for (let pixel = 0; pixel < grey.length; pixel++) visible[pixel] = (grey[pixel] as number) * (mask[pixel] as number)
    return visible
  }

  /** Highest grey value that is not bright. */
  #cutOf(grey: Uint8Array): number {
    const { thresholdPercentile, brightnessMin } = this.options
    const histogram = brightnessHistogram(grey, this.#histogram)
    histogram[0] = (histogram[0] as number) - this.#hiddenCount
    const threshold = Math.max(percentileOfHistogram(histogram, thresholdPercentile), brightnessMin)
    return Math.min(Math.floor(threshold), CUT_MAX)
  }

  #findRuns(grey: Uint8Array, cut: number): void {
    const runs = this.#runs
    const width = this.#widthPx
    runs.clear()
    for (let y = 0, rowStart = 0; y < this.#heightPx; y++, rowStart += width) {
      const rowEnd = rowStart + width
      for (let pixel = rowStart; pixel < rowEnd; pixel++) {
        if ((grey[pixel] as number) <= cut) continue
        const start = pixel
        while (pixel < rowEnd && (grey[pixel] as number) > cut) pixel++
        runs.add(y, start - rowStart, pixel - rowStart)
      }
    }
  }

  #findContrastRuns(grey: Uint8Array, cut: number, background: LocalBackground): void {
    const runs = this.#runs
    const width = this.#widthPx
    const { contrastMin } = this.options
    runs.clear()
    background.update(grey)
    for (let y = 0, rowStart = 0; y < this.#heightPx; y++, rowStart += width) {
      const surroundings = background.rowOf(y)
      let start = -1
      for (let x = 0; x < width; x++) {
        const value = grey[rowStart + x] as number
        const bright = value > cut && value > (surroundings[LocalBackground.cellOf(x)] as number) + contrastMin
        if (bright) {
          if (start < 0) start = x
        } else if (start >= 0) {
          runs.add(y, start, x)
          start = -1
        }
      }
      if (start >= 0) runs.add(y, start, width)
    }
  }

  /** Fills the table of sums, one line per component. Positions are those of the middles of pixels. */
  #measure(grey: Uint8Array, cut: number): void {
    const runs = this.#runs
    if (this.#sums.length < runs.componentCount * FIELDS)
      this.#sums = new Float64Array(2 * runs.componentCount * FIELDS)
    const sums = this.#sums
    sums.fill(0, 0, runs.componentCount * FIELDS)
    for (let run = 0; run < runs.runCount; run++) {
      const line = (runs.componentOf[run] as number) * FIELDS
      const row = runs.rowOf[run] as number
      const start = runs.startOf[run] as number
      const end = runs.endOf[run] as number
      const y = row + 0.5
      if (sums[line + AREA] === 0) {
        sums[line + LEFT] = start
        sums[line + TOP] = row
      }
      for (let column = start, pixel = row * this.#widthPx + start; column < end; column++, pixel++) {
        const x = column + 0.5
        const brightness = grey[pixel] as number
        const weight = brightness - cut
        addTo(sums, line + SUM_X, x)
        addTo(sums, line + SUM_XX, x * x)
        addTo(sums, line + SUM_XY, x * y)
        addTo(sums, line + SUM_BRIGHTNESS, brightness)
        addTo(sums, line + SUM_WEIGHT, weight)
        addTo(sums, line + SUM_WEIGHT_X, weight * x)
        addTo(sums, line + SUM_WEIGHT_Y, weight * y)
      }
      const length = end - start
      addTo(sums, line + AREA, length)
      addTo(sums, line + SUM_Y, length * y)
      addTo(sums, line + SUM_YY, length * y * y)
      sums[line + LEFT] = Math.min(sums[line + LEFT] as number, start)
      sums[line + RIGHT] = Math.max(sums[line + RIGHT] as number, end)
      sums[line + BOTTOM] = row + 1
    }
  }

  #selectSpots(): Detection[] {
    const spots: Detection[] = []
    const { averageBrightnessMin, label, ...bands } = this.options
    for (let component = 0; component < this.#runs.componentCount; component++) {
      const field = (index: number) => this.#sums[component * FIELDS + index] as number
      const area = field(AREA)
      const meanBrightness = field(SUM_BRIGHTNESS) / area
      if (!passes(area, bands.areaPixels) || meanBrightness < averageBrightnessMin) continue
      const meanX = field(SUM_X) / area
      const meanY = field(SUM_Y) / area
      const inertia = inertiaRatio({
        xx: field(SUM_XX) - area * meanX * meanX,
        yy: field(SUM_YY) - area * meanY * meanY,
        xy: field(SUM_XY) - area * meanX * meanY,
      })
      if (!passes(inertia, bands.inertiaRatio)) continue
      if (bands.circularity !== undefined && !passes(circularity(this.#runsOf(component)), bands.circularity)) continue
      if (bands.convexity !== undefined && !passes(convexity(this.#runsOf(component)), bands.convexity)) continue
      spots.push({
        x1: field(LEFT),
        y1: field(TOP),
        x2: field(RIGHT),
        y2: field(BOTTOM),
        centreX: field(SUM_WEIGHT_X) / field(SUM_WEIGHT),
        centreY: field(SUM_WEIGHT_Y) / field(SUM_WEIGHT),
        label,
        confidence: this.#isCut(component) ? 0.5 : 1,
        areaPixels: area,
        meanBrightness,
      })
    }
    return spots
  }

  /** Whether some pixel beside the component is not looked at. */
  #isCut(component: number): boolean {
    return this.#runsOf(component).some(({ y, start, end }) => {
      for (let row = y - 1; row <= y + 1; row++) {
        for (let column = start - 1; column <= end; column++) if (this.#isHidden(column, row)) return true
      }
      return false
    })
  }

  #isHidden(column: number, row: number): boolean {
    if (column < 0 || row < 0 || column >= this.#widthPx || row >= this.#heightPx) return true
    return this.#mask !== undefined && this.#mask[row * this.#widthPx + column] === 0
  }

  #runsOf(component: number): PixelRun[] {
    const { runCount, componentOf, rowOf, startOf, endOf } = this.#runs
    const found: PixelRun[] = []
    for (let run = 0; run < runCount; run++) {
      if (componentOf[run] !== component) continue
      found.push({ y: rowOf[run] as number, start: startOf[run] as number, end: endOf[run] as number })
    }
    return found
  }
}

function addTo(sums: Float64Array, index: number, value: number): void {
  sums[index] = (sums[index] as number) + value
}

function passes(value: number, band: PassBand | undefined): boolean {
  return band === undefined || (value >= band[0] && value <= band[1])
}
