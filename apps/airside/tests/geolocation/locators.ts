// The camera set-ups that the reference's geolocation cases name.

import { type CameraIntrinsics, intrinsicsFromFieldOfView } from '../../src/camera/intrinsics.ts'
import type { CameraMount, DronePose } from '../../src/camera/mount.ts'

const quarter = Math.PI / 2

export interface Locator {
  readonly camera: CameraIntrinsics
  readonly mount: CameraMount
}

/** Set-up by its name in the reference vectors. */
export function locatorOf(name: string): Locator {
  switch (name) {
    case 'basic':
      return locator([2000, 2000, quarter, quarter], [0, 0, 0], [0, 0, 0])
    case 'intermediate':
      return locator([2000, 2000, quarter, quarter], [1, 0, 0], [0, -quarter, 0])
    case 'advanced':
      return locator([2000, 2000, Math.PI / 3, Math.PI / 3], [1, 0, 0], [0, (75 * Math.PI) / 180, quarter])
    case 'config_yaml':
      return locator([1920, 1200, 0.64889, 0.41438], [0, 0, 0], [0, -1.57079632679, 0])
    default:
      throw new Error(`the reference has a new locator: ${name}`)
  }
}

export function poseOf(ned: readonly number[], ypr: readonly number[]): DronePose {
  const [northM = 0, eastM = 0, downM = 0] = ned
  const [yawRad = 0, pitchRad = 0, rollRad = 0] = ypr
  return { northM, eastM, downM, yawRad, pitchRad, rollRad }
}

type Triple = readonly [number, number, number]

function locator(intrinsics: readonly [number, number, number, number], positionM: Triple, ypr: Triple): Locator {
  const [yawRad, pitchRad, rollRad] = ypr
  return {
    camera: intrinsicsFromFieldOfView(...intrinsics),
    mount: { positionM, attitude: { yawRad, pitchRad, rollRad }, reference: 'body' },
  }
}
