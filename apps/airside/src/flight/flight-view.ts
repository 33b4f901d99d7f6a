// The pinhole camera of the generated flight at one pose: from pixel to flat ground and back, exactly. It is written
// independently of the geolocation that it is used to judge.

import type { CameraIntrinsics } from '../camera/intrinsics.ts'
import type { FlightOptions } from './flight-options.ts'
import type { FlightPose } from './flight-pose.ts'

/** Lens of the generated flight: 63 degrees across, without distortion. */
export function flightIntrinsics(options: FlightOptions): CameraIntrinsics {
  const focalPx = (520 / 640) * options.widthPx
  return {
    widthPx: options.widthPx,
    heightPx: options.heightPx,
    focalXPx: focalPx,
    focalYPx: focalPx,
    centreXPx: options.widthPx / 2,
    centreYPx: options.heightPx / 2,
    distortion: { k1: 0, k2: 0, p1: 0, p2: 0 },
  }
}

/**
 * What one pose sees through a camera that looks straight down from the vehicle's own position (mount: yaw 0, pitch
 * -90 degrees, roll 0). `origin + x * perX + y * perY` is the ray of pixel x, y in NED; pixels are measured from the
 * image's outer corner, so the first pixel's middle is 0.5.
 */
export class FlightView {
  readonly camera: CameraIntrinsics
  readonly pose: FlightPose
  readonly origin: readonly number[]
  readonly perX: readonly number[]
  readonly perY: readonly number[]
  readonly #rotation: readonly number[]

  constructor(camera: CameraIntrinsics, pose: FlightPose) {
    this.camera = camera
    this.pose = pose
    const vehicle = rotation(pose.yawRad, pose.pitchRad, pose.rollRad)
    const turn = multiply(vehicle, rotation(0, -Math.PI / 2, 0))
    const column = (index: number, factor: number) => [0, 3, 6].map((row) => turn[row + index]! * factor)
    this.#rotation = turn
    this.perX = column(1, 1 / camera.focalXPx)
    this.perY = column(2, 1 / camera.focalYPx)
    this.origin = column(0, 1).map(
      (value, axis) => value - this.perX[axis]! * camera.centreXPx - this.perY[axis]! * camera.centreYPx,
    )
  }

  /** The place on the ground (down = 0) that this pixel shows; undefined above the horizon. */
  groundAt(xPx: number, yPx: number): { northM: number; eastM: number } | undefined {
    const ray = this.origin.map((value, axis) => value + this.perX[axis]! * xPx + this.perY[axis]! * yPx)
    if (ray[2]! <= 0) return undefined
    const reach = -this.pose.downM / ray[2]!
    return { northM: this.pose.northM + reach * ray[0]!, eastM: this.pose.eastM + reach * ray[1]! }
  }

  /** The pixel that shows this place on the ground, also outside the image; undefined behind the camera. */
  pixelOf(northM: number, eastM: number): { xPx: number; yPx: number } | undefined {
    const offset = [northM - this.pose.northM, eastM - this.pose.eastM, -this.pose.downM]
    const along = (axis: number) =>
      [0, 1, 2].reduce((sum, row) => sum + this.#rotation[3 * row + axis]! * offset[row]!, 0)
    const depthM = along(0)
    if (depthM <= 0) return undefined
    return {
      xPx: this.camera.centreXPx + (this.camera.focalXPx * along(1)) / depthM,
      yPx: this.camera.centreYPx + (this.camera.focalYPx * along(2)) / depthM,
    }
  }
}

// R = Rz(yaw) Ry(pitch) Rx(roll), row by row.
function rotation(yawRad: number, pitchRad: number, rollRad: number): number[] {
  const [cy, sy] = [Math.cos(yawRad), Math.sin(yawRad)]
  const [cp, sp] = [Math.cos(pitchRad), Math.sin(pitchRad)]
  const [cr, sr] = [Math.cos(rollRad), Math.sin(rollRad)]
  return [
    ...[cy * cp, cy * sp * sr - sy * cr, cy * sp * cr + sy * sr],
    ...[sy * cp, sy * sp * sr + cy * cr, sy * sp * cr - cy * sr],
    ...[-sp, cp * sr, cp * cr],
  ]
}

function multiply(left: readonly number[], right: readonly number[]): number[] {
  return Array.from({ length: 9 }, (_, cell) => {
    const row = 3 * Math.floor(cell / 3)
    const column = cell % 3
    return left[row]! * right[column]! + left[row + 1]! * right[column + 3]! + left[row + 2]! * right[column + 6]!
  })
}
