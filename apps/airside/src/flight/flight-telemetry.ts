// What the autopilot reports during a generated flight: the true pose with the errors of a satellite receiver and an
// attitude filter, and now and then a row that cannot be true.

import { wrapAngleRad } from '../geometry/angle.ts'
import type { LocalFrame } from '../geometry/geodesy.ts'
import type { TelemetrySample } from '../merge/telemetry.ts'
import type { FlightOptions } from './flight-options.ts'
import { flightPoseAt } from './flight-pose.ts'
import { RandomStream, randomBetween, randomNormal, randomUnit } from './seeded-random.ts'

/** A row that cannot be true: the height is reported as 0, or the position is hundreds of metres away. */
export type TelemetryFault = 'height-zero' | 'position-jump'

/** Time of a row after the start of the flight; rows are never exactly on the period. */
export function telemetryOffsetUs(options: FlightOptions, index: number): number {
  const jitter = randomBetween(options.seed, RandomStream.telemetryTime, index, -0.06, 0.06)
  return Math.round((index + 0.1 + jitter) * options.telemetryPeriodUs)
}

/** Which fault the row has, if any; the first second is always sound. */
export function telemetryFaultAt(options: FlightOptions, index: number): TelemetryFault | undefined {
  if (index < 10) return undefined
  const chance = randomUnit(options.seed, RandomStream.telemetryFault, index) / options.faultShare
  if (chance < 0.6) return 'height-zero'
  return chance < 1 ? 'position-jump' : undefined
}

/** The row with this number; `home` is the frame in which the vehicle flies. */
export function flightTelemetryAt(options: FlightOptions, home: LocalFrame, index: number): TelemetrySample {
  const offsetUs = telemetryOffsetUs(options, index)
  const secondsS = offsetUs / 1e6
  const pose = flightPoseAt(options, secondsS)
  const fault = telemetryFaultAt(options, index)
  const jumpM = fault === 'position-jump' ? 350 : 0
  const noise = (use: number, deviation: number) =>
    deviation * randomNormal(options.seed, RandomStream.telemetryNoise, 8 * index + use)
  const wander = (use: number, amplitudeM: number, periodS: number) => {
    const phase = randomUnit(options.seed, RandomStream.wobble, 100 + use)
    return amplitudeM * Math.sin(2 * Math.PI * (secondsS / periodS + phase))
  }
  const place = home.toGlobal({
    northM: pose.northM + noise(0, 0.05) + wander(0, 0.2, 47) + jumpM,
    eastM: pose.eastM + noise(1, 0.05) + wander(1, 0.2, 31) - jumpM,
    downM: pose.downM,
  })
  const heightM = -pose.downM + noise(2, 0.06) + wander(2, 0.15, 61)
  return {
    timeUs: options.startTimeUs + offsetUs,
    latitudeDeg: Math.round(place.latitudeDeg * 1e7) / 1e7,
    longitudeDeg: Math.round(place.longitudeDeg * 1e7) / 1e7,
    heightM: fault === 'height-zero' ? 0 : Math.round(heightM * 100) / 100,
    yawRad: wrapAngleRad(pose.yawRad + noise(3, ATTITUDE_NOISE_RAD)),
    pitchRad: pose.pitchRad + noise(4, ATTITUDE_NOISE_RAD),
    rollRad: pose.rollRad + noise(5, ATTITUDE_NOISE_RAD),
  }
}

const ATTITUDE_NOISE_RAD = (0.15 * Math.PI) / 180
