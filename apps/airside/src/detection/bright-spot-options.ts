// What the bright spot detector can be told, its defaults and its checks. Nothing is detected here.

import { AirsideError } from '../airside-error.ts'
import { type Rectangle, type Region, requireRegion } from './region.ts'

/** Lowest and highest value that passes, both included. */
export type PassBand = readonly [minimum: number, maximum: number]

export interface BrightSpotOptions {
  /** A spot is brighter than this percentile of the frame, 0 to 100. */
  readonly thresholdPercentile: number
  /** A spot is brighter than this in every frame, 0 to 254. */
  readonly brightnessMin: number
  /** Mean brightness over the pixels of a spot, 0 to 255. */
  readonly averageBrightnessMin: number
  /** A spot is brighter than its surroundings by this, 0 to 254. 0 turns the comparison off. */
  readonly contrastMin: number
  /** How far the surroundings reach; several times the radius of a spot. */
  readonly surroundingsRadiusPx: number
  /** Number of pixels. Undefined turns the filter off, here and below. */
  readonly areaPixels: PassBand | undefined
  /** Smallest over largest moment of inertia, 0 to 1. */
  readonly inertiaRatio: PassBand | undefined
  /** 4 pi area / perimeter^2, 0 to 1. */
  readonly circularity: PassBand | undefined
  /** Area over the area of the convex hull, 0 to 1. */
  readonly convexity: PassBand | undefined
  /** The part of the frame that is picture; the whole frame when undefined. */
  readonly activeArea: Rectangle | undefined
  /** Parts of the frame that are never looked at: logos, clocks, the drone's own legs. */
  readonly ignoreRegions: readonly Region[]
  /** Given to every detection. */
  readonly label: number
}

/** The reference's values (`config.yaml`, `detect_target`), for a sensor of 1920 by 1200 with a dark background. */
export const defaultBrightSpotOptions: BrightSpotOptions = {
  thresholdPercentile: 99.9,
  brightnessMin: 50,
  averageBrightnessMin: 130,
  contrastMin: 0,
  surroundingsRadiusPx: 40,
  areaPixels: [160, 2000],
  inertiaRatio: [0.1, 1],
  circularity: undefined,
  convexity: undefined,
  activeArea: undefined,
  ignoreRegions: [],
  label: 1,
}

/** Fills in the defaults and refuses what makes no sense: `AS_DETECTION_OPTION`, `AS_REGION`. */
export function resolveBrightSpotOptions(given: Partial<BrightSpotOptions> = {}): BrightSpotOptions {
  for (const key of Object.keys(given)) {
    if (!(key in defaultBrightSpotOptions)) {
      refuse(key, `there is no such option; known are ${Object.keys(defaultBrightSpotOptions).join(', ')}`)
    }
  }
  const options: BrightSpotOptions = { ...defaultBrightSpotOptions, ...given }
  for (const [key, highest] of RANGES) {
    const value = options[key]
    if (!(value >= 0 && value <= highest)) refuse(key, `value=${value} must be within [0, ${highest}]`)
  }
  for (const key of BANDS) {
    const band = options[key]
    if (band !== undefined && !(band.length === 2 && band[0] <= band[1])) {
      refuse(key, `value=${JSON.stringify(band)} must be two numbers, the smaller one first`)
    }
  }
  if (options.activeArea !== undefined) requireRegion(options.activeArea, 'detection.activeArea')
  for (const [index, region] of options.ignoreRegions.entries()) {
    requireRegion(region, `detection.ignoreRegions[${index}]`)
  }
  return options
}

const RANGES = [
  ['thresholdPercentile', 100],
  ['brightnessMin', 254],
  ['averageBrightnessMin', 255],
  ['contrastMin', 254],
  ['surroundingsRadiusPx', Number.MAX_SAFE_INTEGER],
  ['label', Number.MAX_SAFE_INTEGER],
] as const

const BANDS = ['areaPixels', 'inertiaRatio', 'circularity', 'convexity'] as const

function refuse(key: string, what: string): never {
  throw new AirsideError('AS_DETECTION_OPTION', `detection.${key}`, what)
}
