// Finds bright spots in a frame: warm bodies in a thermal picture, beacons in a filtered one. Follows the reference's
// detector (threshold from a percentile, filters on area and shape) with three differences: a spot at the edge is
// kept with the box that is visible, brightness is measured over the spot's own pixels, and a spot may have to stand
// out from its surroundings, without which a sunlit corner hides everything in it.

import { AirsideError } from '../airside-error.ts'
import { circularity, convexity, inertiaRatio, type PixelRun } from './blob-shape.ts'
import { BlobSums } from './blob-sums.ts'
import { type BrightSpotOptions, type PassBand, resolveBrightSpotOptions } from './bright-spot-options.ts'
import { brightnessHistogram, percentileOfHistogram } from './brightness-percentile.ts'
import { RunTable } from './connected-components.ts'
import type { Detection } from './detection.ts'
import { type Frame, greyOf, requireFrame } from './frame.ts'
import { LocalBackground } from './local-background.ts'
import { lookMask } from './region.ts'

/** A saturated pixel must be able to pass, however many of them there are. */
const CUT_MAX = 254

/**
 * Detector for frames of one size. Keeps its buffers between frames, so one instance must not be used by two callers
 * at once.
 */
export class BrightSpotDetector {
  readonly options: BrightSpotOptions
  readonly #widthPx: number
  readonly #heightPx: number
  /** Undefined when the whole frame is looked at. */
  readonly #mask: Uint8Array | undefined
  /** Start and end of each stretch of pixels that is not looked at, in turn. */
  readonly #hidden: Int32Array
  readonly #hiddenCount: number
  readonly #background: LocalBackground | undefined
  readonly #grey: Uint8Array
  readonly #histogram = new Uint32Array(256)
  readonly #runs = new RunTable()
  readonly #sums = new BlobSums()

  /** Throws `AS_DETECTION_OPTION`, `AS_REGION`. */
  constructor(widthPx: number, heightPx: number, options: Partial<BrightSpotOptions> = {}) {
    this.options = resolveBrightSpotOptions(options)
    this.#widthPx = widthPx
    this.#heightPx = heightPx
    const { activeArea, ignoreRegions, contrastMin, surroundingsRadiusPx } = this.options
    const mask = lookMask(widthPx, heightPx, activeArea, ignoreRegions)
    this.#hidden = hiddenStretches(mask)
    this.#hiddenCount = mask.reduce((sum, value) => sum + 1 - value, 0)
    if (this.#hiddenCount === mask.length) {
      throw new AirsideError(
        'AS_DETECTION_OPTION',
        'detection.ignoreRegions',
        'nothing of the frame is left to look at',
      )
    }
    this.#mask = this.#hiddenCount === 0 ? undefined : mask
    this.#background = contrastMin > 0 ? new LocalBackground(widthPx, heightPx, surroundingsRadiusPx, mask) : undefined
    this.#grey = new Uint8Array(widthPx * heightPx)
  }

  /**
   * Spots in the order of their topmost, leftmost pixels. Confidence is 1 as in the reference, and 1/2 for a spot
   * that is cut by the edge of the frame or of what is looked at, because its centre is that of the visible part
   * only. Throws `AS_FRAME_SIZE` for a frame of another size than the detector's.
   */
  detect(frame: Frame): Detection[] {
    requireFrame(frame)
    if (frame.widthPx !== this.#widthPx || frame.heightPx !== this.#heightPx) {
      throw new AirsideError(
        'AS_FRAME_SIZE',
        'frame',
        `${frame.widthPx} by ${frame.heightPx} pixels differ from the detector's ${this.#widthPx} by ${this.#heightPx}`,
      )
    }
    const grey = this.#visibleGrey(frame)
    const cut = this.#cutOf(grey)
    if (this.#background === undefined) this.#findRuns(grey, cut)
    else this.#findContrastRuns(grey, cut, this.#background)
    this.#runs.label()
    this.#sums.measure(grey, this.#widthPx, this.#runs, cut)
    return this.#selectSpots()
  }

  /** Grey values with everything that is not looked at set to 0. */
  #visibleGrey(frame: Frame): Uint8Array {
    const grey = greyOf(frame, this.#grey)
    if (this.#hiddenCount === 0) return grey
    if (grey !== this.#grey) this.#grey.set(grey)
    for (let stretch = 0; stretch < this.#hidden.length; stretch += 2) {
      this.#grey.fill(0, this.#hidden[stretch], this.#hidden[stretch + 1])
    }
    return this.#grey
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

  #selectSpots(): Detection[] {
    const spots: Detection[] = []
    const { averageBrightnessMin, label, ...bands } = this.options
    for (let component = 0; component < this.#runs.componentCount; component++) {
      const { areaPixels, meanBrightness, moments, ...place } = this.#sums.of(component)
      if (!passes(areaPixels, bands.areaPixels) || meanBrightness < averageBrightnessMin) continue
      if (!passes(inertiaRatio(moments), bands.inertiaRatio)) continue
      if (bands.circularity !== undefined && !passes(circularity(this.#runsOf(component)), bands.circularity)) continue
      if (bands.convexity !== undefined && !passes(convexity(this.#runsOf(component)), bands.convexity)) continue
      spots.push({ ...place, label, confidence: this.#isCut(component) ? 0.5 : 1, areaPixels, meanBrightness })
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

function hiddenStretches(mask: Uint8Array): Int32Array {
  const ends: number[] = []
  for (let pixel = 0; pixel < mask.length; pixel++) {
    if (mask[pixel] !== (mask[pixel - 1] ?? 1)) ends.push(pixel)
  }
  if (ends.length % 2 === 1) ends.push(mask.length)
  return Int32Array.from(ends)
}

function passes(value: number, band: PassBand | undefined): boolean {
  return band === undefined || (value >= band[0] && value <= band[1])
}
