// What counts as plausible telemetry. The defaults fit a multicopter with a GPS of a few metres; nothing is judged
// here.

import { AirsideError } from '../airside-error.ts'

export interface PlausibilityOptions {
  /** Fastest climb or descent. */
  readonly climbRateMpsMax: number
  /** Change of height that noise alone may make between two rows. */
  readonly heightNoiseM: number
  /** A height of exactly 0 right after a height above this is no landing: it is a missing value. */
  readonly flyingHeightM: number
  /** Fastest flight over the ground, wind included. */
  readonly groundSpeedMpsMax: number
  /** Change of position that noise alone may make between two rows. */
  readonly positionNoiseM: number
  /** Above this speed a position that repeats the row before, digit by digit, is a stale one ... */
  readonly repeatSpeedMpsMin: number
  /** ... unless it has stood still for this long. */
  readonly repeatUsMax: number
  /** So many rows in a row that agree with each other are believed, also against all that came before. */
  readonly agreeingRows: number
  /** A bad value is bridged between good neighbours up to this far apart; a row in a longer hole is not used. */
  readonly bridgeUsMax: number
}

export const defaultPlausibilityOptions: PlausibilityOptions = {
  climbRateMpsMax: 10,
  heightNoiseM: 1.5,
  flyingHeightM: 3,
  groundSpeedMpsMax: 30,
  positionNoiseM: 5,
  repeatSpeedMpsMin: 1,
  repeatUsMax: 500_000,
  agreeingRows: 10,
  bridgeUsMax: 2_000_000,
}

/** Fills in the defaults; `AS_TELEMETRY_OPTION` names an option that is unknown or not above 0. */
export function resolvePlausibilityOptions(given: Partial<PlausibilityOptions> = {}): PlausibilityOptions {
  for (const [key, value] of Object.entries(given)) {
    if (!(key in defaultPlausibilityOptions)) {
      throw new AirsideError('AS_TELEMETRY_OPTION', `plausibility.${key}`, 'there is no such option')
    }
    if (!(value > 0)) {
      throw new AirsideError('AS_TELEMETRY_OPTION', `plausibility.${key}`, `value=${value} must be greater than 0`)
    }
  }
  return { ...defaultPlausibilityOptions, ...given }
}
