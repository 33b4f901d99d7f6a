// How far off a sighting may be, from what is known about the instruments. First order, for flat ground.

import { length, type Vector3 } from '../geometry/vector3.ts'

/** Standard deviations. */
export interface PoseUncertainty {
  /** Horizontal error of the drone's position, both axes together. */
  readonly positionM: number
  readonly heightM: number
  /** Of the vertical: pitch and roll, each. */
  readonly tiltRad: number
  readonly yawRad: number
  /** Of the centre of a detection, along each axis. */
  readonly pixelPx: number
}

/** A multicopter with GPS and a camera on its body. */
export const defaultPoseUncertainty: PoseUncertainty = {
  positionM: 0.7,
  heightM: 0.7,
  tiltRad: 0.015,
  yawRad: 0.03,
  pixelPx: 1,
}

/**
 * Root mean square of the horizontal error in metres. With h the height of the camera and z the angle of the line of
 * sight from straight down, a turn of the line of sight by e in its vertical plane moves the point by e h / cos^2 z,
 * a turn sideways by e h / cos z, a height error by tan z, and a yaw error by h tan z (first derivatives of the
 * intersection with level ground).
 *
 * `focalPx` turns pixels into angles, `cut` says that the detection shows a part of the thing only, so that its
 * centre may be off by half of the visible size `sizePx`.
 */
export function sightingErrorM(
  uncertainty: PoseUncertainty,
  heightM: number,
  direction: Vector3,
  focalPx: number,
  cut: boolean,
  sizePx: number,
): number {
  const cosine = direction[2] / length(direction)
  const tangent = Math.hypot(direction[0], direction[1]) / direction[2]
  const pixelPx = cut ? Math.hypot(uncertainty.pixelPx, sizePx / 2) : uncertainty.pixelPx
  const turnRad = Math.hypot(uncertainty.tiltRad, pixelPx / focalPx)
  return Math.hypot(
    (heightM / (cosine * cosine)) * turnRad,
    (heightM / cosine) * turnRad,
    tangent * uncertainty.heightM,
    tangent * heightM * uncertainty.yawRad,
    uncertainty.positionM,
  )
}
