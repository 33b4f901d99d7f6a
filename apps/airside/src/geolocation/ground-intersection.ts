// Where a line of sight meets flat ground.

import { AirsideError } from '../airside-error.ts'
import { length, type Vector3 } from '../geometry/vector3.ts'

/** A place on the ground in metres from home. */
export interface GroundPoint {
  readonly northM: number
  readonly eastM: number
}

/** Nearer to the horizon than about 84 degrees from straight down, a line of sight says nothing about a place. */
const COSINE_TO_DOWN_MIN = 0.1

/**
 * The point where a line of sight from `cameraM` (NED) along `direction` (NED, any length) meets the level plane
 * `groundDownM` (0 is the height of home). Throws `AS_GEOLOCATION_CAMERA` for a camera below the ground and
 * `AS_GEOLOCATION_RAY` for a direction that is level, upward or too near to the horizon.
 */
export function groundIntersection(cameraM: Vector3, direction: Vector3, groundDownM = 0): GroundPoint {
  const heightM = groundDownM - cameraM[2]
  if (!(heightM >= 0)) {
    throw new AirsideError('AS_GEOLOCATION_CAMERA', 'camera.position', `height=${heightM} m is below the ground`)
  }
  const cosineToDown = direction[2] / length(direction)
  if (!(cosineToDown >= COSINE_TO_DOWN_MIN)) {
    throw new AirsideError(
      'AS_GEOLOCATION_RAY',
      'ray',
      `cosineToDown=${cosineToDown} is below ${COSINE_TO_DOWN_MIN}: the line of sight does not meet the ground`,
    )
  }
  const steps = heightM / direction[2]
  return { northM: cameraM[0] + steps * direction[0], eastM: cameraM[1] + steps * direction[1] }
}
