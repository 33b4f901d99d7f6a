// What a generated flight can be told, its defaults and its checks. Nothing is generated here.

import { AirsideError } from '../airside-error.ts'

/** Every number of a generated flight; two flights with equal options are equal in every byte. */
export interface FlightOptions {
  /** Any 32-bit integer. */
  readonly seed: number
  readonly widthPx: number
  readonly heightPx: number
  /** Straight legs of the lawn-mower track. */
  readonly laneCount: number
  readonly laneLengthM: number
  readonly laneSpacingM: number
  readonly heightM: number
  readonly speedMps: number
  readonly framePeriodUs: number
  readonly telemetryPeriodUs: number
  /** Hot spots that a search is expected to find. */
  readonly targetCount: number
  readonly targetSpacingM: number
  /** Every target is seen whole in at least this many frames. */
  readonly targetFramesMin: number
  /** Warm things that are no targets: half of them too small, half too dim. */
  readonly distractorCount: number
  /** Share of telemetry rows with height 0 or a jump, as logs of real flights have them. */
  readonly faultShare: number
  readonly homeLatitudeDeg: number
  readonly homeLongitudeDeg: number
  readonly homeAltitudeM: number
  /** Unix time at which the flight starts. */
  readonly startTimeUs: number
}

/** 320 frames of 160 s: nine lanes over a field of 120 m by 128 m. */
export const defaultFlightOptions: FlightOptions = {
  seed: 1,
  widthPx: 640,
  heightPx: 480,
  laneCount: 9,
  laneLengthM: 120,
  laneSpacingM: 16,
  heightM: 30,
  speedMps: 8,
  framePeriodUs: 500_000,
  telemetryPeriodUs: 100_000,
  targetCount: 7,
  targetSpacingM: 24,
  targetFramesMin: 6,
  distractorCount: 12,
  faultShare: 0.012,
  homeLatitudeDeg: 47.397742,
  homeLongitudeDeg: 8.545594,
  homeAltitudeM: 488,
  startTimeUs: 1_777_629_600_000_000,
}

/** Fills in the defaults and refuses what cannot be flown: `AS_FLIGHT_OPTION`. */
export function resolveFlightOptions(given: Partial<FlightOptions> = {}): FlightOptions {
  for (const key of Object.keys(given)) {
    if (!(key in defaultFlightOptions)) {
      refuse(key, `there is no such option; known are ${Object.keys(defaultFlightOptions).join(', ')}`)
    }
  }
  const options: FlightOptions = { ...defaultFlightOptions, ...given }
  for (const [key, value] of Object.entries(options)) {
    if (typeof value !== 'number' || !Number.isFinite(value)) refuse(key, `value=${value} is not a finite number`)
  }
  for (const key of POSITIVE) if (options[key] <= 0) refuse(key, `value=${options[key]} must be greater than 0`)
  for (const key of WHOLE) if (!Number.isInteger(options[key])) refuse(key, `value=${options[key]} must be whole`)
  for (const key of NOT_NEGATIVE) if (options[key] < 0) refuse(key, `value=${options[key]} must not be negative`)
  if (options.faultShare > 0.2) refuse('faultShare', `value=${options.faultShare} must not be above 0.2`)
  return options
}

const POSITIVE = [
  'widthPx',
  'heightPx',
  'laneCount',
  'laneLengthM',
  'laneSpacingM',
  'heightM',
  'speedMps',
  'framePeriodUs',
  'telemetryPeriodUs',
] as const

const WHOLE = [
  'seed',
  'widthPx',
  'heightPx',
  'laneCount',
  'framePeriodUs',
  'telemetryPeriodUs',
  'targetCount',
  'targetFramesMin',
  'distractorCount',
  'startTimeUs',
] as const

const NOT_NEGATIVE = ['targetCount', 'targetSpacingM', 'targetFramesMin', 'distractorCount', 'faultShare'] as const

function refuse(key: string, what: string): never {
  throw new AirsideError('AS_FLIGHT_OPTION', `flight.${key}`, what)
}
