// What the target estimator can be told, its defaults and its checks.

import { AirsideError } from '../airside-error.ts'

export interface TargetOptions {
  /** A target is seen in at least this many frames. */
  readonly framesMin: number
  /**
   * Width of the kernel in errors of a typical sighting. Targets nearer than 2.5 of these errors times this are one.
   */
  readonly bandwidthErrors: number
  /** Lowest width of the kernel, for sightings that claim to be perfect. */
  readonly bandwidthMMin: number
  /** Peaks nearer than this, in errors of a typical sighting, are one target unless frames show them side by side. */
  readonly mergeErrors: number
  /** Side by side in this share of the rarer one's frames makes two targets, 0 to 1. */
  readonly togetherShareMin: number
  /** A sighting further than this many kernel widths from every peak belongs to none. */
  readonly gateBandwidths: number
  /** Sightings with a larger error of their own are not used. */
  readonly sightingErrorMMax: number
}

export const defaultTargetOptions: TargetOptions = {
  framesMin: 3,
  bandwidthErrors: 1,
  bandwidthMMin: 0.5,
  mergeErrors: 4,
  togetherShareMin: 0.25,
  gateBandwidths: 3,
  sightingErrorMMax: 25,
}

/** Fills in the defaults; `AS_CLUSTER_OPTION` names an option that is unknown or not above 0. */
export function resolveTargetOptions(given: Partial<TargetOptions> = {}): TargetOptions {
  for (const [key, value] of Object.entries(given)) {
    if (!(key in defaultTargetOptions)) {
      throw new AirsideError('AS_CLUSTER_OPTION', `targets.${key}`, 'there is no such option')
    }
    if (!(value > 0)) {
      throw new AirsideError('AS_CLUSTER_OPTION', `targets.${key}`, `value=${value} must be greater than 0`)
    }
  }
  return { ...defaultTargetOptions, ...given }
}
