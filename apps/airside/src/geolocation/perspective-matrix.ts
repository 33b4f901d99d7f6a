// The reference's form of geolocation: a 3x3 matrix from pixels to the ground, fitted to four pixels. Equal to direct
// lines of sight for a lens without distortion; kept to compare with the reference, and to draw a frame onto a map.

import { AirsideError } from '../airside-error.ts'
import { type CameraIntrinsics, rayThroughPixel } from '../camera/intrinsics.ts'
import type { CameraPose } from '../camera/mount.ts'
import { type Matrix3, rotate } from '../geometry/rotation.ts'
import { type GroundPoint, groundIntersection } from './ground-intersection.ts'

/** How far the last element may be from 1, which stands for a matrix that was never normalised. */
const LAST_ELEMENT_TOLERANCE = 1e-5

/**
 * The matrix with last element 1 that takes [x, y, 1] in pixels to [north, east, 1] times a factor, exact at the
 * middles of the four edges. Throws as `groundIntersection` where one of the four looks past the ground.
 */
export function perspectiveMatrix(camera: CameraIntrinsics, pose: CameraPose, groundDownM = 0): Matrix3 {
  const { widthPx, heightPx } = camera
  const pixels = [
    [widthPx / 2, 0],
    [widthPx / 2, heightPx],
    [0, heightPx / 2],
    [widthPx, heightPx / 2],
  ] as const
  // Two equations per point (Hartley and Zisserman 2004, section 4.1), eight unknowns, right side in the last column.
  const rows: number[][] = []
  for (const [x, y] of pixels) {
    const direction = rotate(pose.rotation, rayThroughPixel(camera, x, y))
    const { northM, eastM } = groundIntersection(pose.positionM, direction, groundDownM)
    rows.push([x, y, 1, 0, 0, 0, -x * northM, -y * northM, northM])
    rows.push([0, 0, 0, x, y, 1, -x * eastM, -y * eastM, eastM])
  }
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = solve(rows)
  return [
    [a, b, c],
    [d, e, f],
    [g, h, 1],
  ]
}

/**
 * A pixel through the matrix. Throws `AS_GEOLOCATION_MATRIX` for a matrix whose last element is not 1 and for a pixel
 * that has no finite image.
 */
export function groundPointThroughMatrix(matrix: Matrix3, xPx: number, yPx: number): GroundPoint {
  const [north, east, third] = matrix
  if (!(Math.abs(third[2] - 1) <= LAST_ELEMENT_TOLERANCE)) {
    throw new AirsideError('AS_GEOLOCATION_MATRIX', 'matrix[2][2]', `value=${third[2]} must be 1`)
  }
  const divisor = third[0] * xPx + third[1] * yPx + third[2]
  const northM = (north[0] * xPx + north[1] * yPx + north[2]) / divisor
  const eastM = (east[0] * xPx + east[1] * yPx + east[2]) / divisor
  if (!Number.isFinite(northM) || !Number.isFinite(eastM)) {
    throw new AirsideError('AS_GEOLOCATION_MATRIX', 'pixel', `x=${xPx} y=${yPx} has no finite place on the ground`)
  }
  return { northM, eastM }
}

/** Gaussian elimination with partial pivoting; each row is the left side with the right side behind it. */
function solve(rows: number[][]): number[] {
  const size = rows.length
  for (let column = 0; column < size; column++) {
    let pivot = column
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(rows[row]?.[column] as number) > Math.abs(rows[pivot]?.[column] as number)) pivot = row
    }
    const pivotRow = rows[pivot] as number[]
    rows[pivot] = rows[column] as number[]
    rows[column] = pivotRow
    const lead = pivotRow[column] as number
    if (lead === 0) {
      throw new AirsideError('AS_GEOLOCATION_MATRIX', 'camera', 'the four edges are seen in one place: no matrix fits')
    }
    for (let row = 0; row < size; row++) {
      if (row === column) continue
      const target = rows[row] as number[]
      const factor = (target[column] as number) / lead
      for (let k = column; k <= size; k++) target[k] = (target[k] as number) - factor * (pivotRow[k] as number)
    }
  }
  return rows.map((row, index) => (row[size] as number) / (row[index] as number))
}
