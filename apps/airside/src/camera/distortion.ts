// Brown-Conrady lens distortion on the normalised image plane (right / forward, down / forward): two radial and two
// tangential terms (Brown 1966; the same symbols and signs as OpenCV's calibration).

import { AirsideError } from '../airside-error.ts'

export interface Distortion {
  readonly k1: number
  readonly k2: number
  readonly p1: number
  readonly p2: number
}

const UNDISTORT_ROUNDS_MAX = 50
/** On the normalised plane; a thousandth of this pipeline's finest pixel is far above it. */
const UNDISTORT_TOLERANCE = 1e-12

/** Where an ideal point appears. */
export function distort(distortion: Distortion, x: number, y: number): readonly [number, number] {
  const { k1, k2, p1, p2 } = distortion
  const r2 = x * x + y * y
  const radial = 1 + r2 * (k1 + r2 * k2)
  return [x * radial + 2 * p1 * x * y + p2 * (r2 + 2 * x * x), y * radial + p1 * (r2 + 2 * y * y) + 2 * p2 * x * y]
}

/**
 * The ideal point that appears here: Newton's method from the distorted point. Newton and not the usual fixed point
 * iteration, which diverges near the corners of a wide lens.
 * Throws `AS_CAMERA_PIXEL` where the model folds over, so that no ideal point exists.
 */
export function undistort(distortion: Distortion, xSeen: number, ySeen: number): readonly [number, number] {
  const { k1, k2, p1, p2 } = distortion
  if (k1 === 0 && k2 === 0 && p1 === 0 && p2 === 0) return [xSeen, ySeen]
  let x = xSeen
  let y = ySeen
  for (let round = 0; round < UNDISTORT_ROUNDS_MAX; round++) {
    const [xNow, yNow] = distort(distortion, x, y)
    const errorX = xNow - xSeen
    const errorY = yNow - ySeen
    const r2 = x * x + y * y
    const radial = 1 + r2 * (k1 + r2 * k2)
    const slope = 2 * (k1 + 2 * k2 * r2)
    const dxdx = radial + x * x * slope + 2 * p1 * y + 6 * p2 * x
    const dxdy = x * y * slope + 2 * p1 * x + 2 * p2 * y
    const dydy = radial + y * y * slope + 6 * p1 * y + 2 * p2 * x
    const determinant = dxdx * dydy - dxdy * dxdy
    // Beyond the fold the determinant is negative: a solution there would be a mirrored one.
    if (!(determinant > 0)) break
    const stepX = (dydy * errorX - dxdy * errorY) / determinant
    const stepY = (dxdx * errorY - dxdy * errorX) / determinant
    x -= stepX
    y -= stepY
    if (Math.abs(stepX) + Math.abs(stepY) < UNDISTORT_TOLERANCE) return [x, y]
  }
  throw new AirsideError('AS_CAMERA_PIXEL', 'camera.distortion', `no ray is seen at x=${xSeen} y=${ySeen}`)
}
