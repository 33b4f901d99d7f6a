// Where the vehicle truly is at any time: the track, plus the wobble of a real airframe. Telemetry measures this with
// errors; frames are rendered from it exactly.

import { wrapAngleRad } from '../geometry/angle.ts'
import type { FlightOptions } from './flight-options.ts'
import { trackPointAt } from './lawn-mower-track.ts'
import { RandomStream, randomUnit } from './seeded-random.ts'

/** Position in local NED about home and attitude (R = Rz(yaw) Ry(pitch) Rx(roll), radians). */
export interface FlightPose {
  readonly northM: number
  readonly eastM: number
  readonly downM: number
  readonly yawRad: number
  readonly pitchRad: number
  readonly rollRad: number
}

/** True pose at a time after the start of the flight. */
export function flightPoseAt(options: FlightOptions, secondsS: number): FlightPose {
  const point = trackPointAt(options, secondsS * options.speedMps)
  const wave = (use: number, amplitude: number, periodS: number) => {
    const phase = randomUnit(options.seed, RandomStream.wobble, use)
    return amplitude * Math.sin(2 * Math.PI * (secondsS / periodS + phase))
  }
  return {
    northM: point.northM + wave(0, 0.3, 9.7),
    eastM: point.eastM + wave(1, 0.3, 11.3),
    downM: -(options.heightM + wave(2, 0.5, 23)),
    yawRad: wrapAngleRad(point.courseRad + wave(3, 2.5 * DEGREE, 7.9) + wave(4, 0.8 * DEGREE, 2.1)),
    pitchRad: -2.5 * DEGREE + wave(5, 2.2 * DEGREE, 4.3) + wave(6, 0.7 * DEGREE, 1.7),
    rollRad: 5 * DEGREE * point.turn + wave(7, 2.4 * DEGREE, 3.6) + wave(8, 0.8 * DEGREE, 1.5),
  }
}

const DEGREE = Math.PI / 180
