// Rotations as 3x3 matrices, row by row. The convention of the whole pipeline stands here: intrinsic yaw, pitch, roll
// (3-2-1) in north-east-down, R = Rz(yaw) Ry(pitch) Rx(roll); positive pitch is nose up (Diebel 2006, section 5.6.2).

import { AirsideError } from '../airside-error.ts'
import { dot, requireVector3, type Vector3 } from './vector3.ts'

export type Matrix3 = readonly [Vector3, Vector3, Vector3]

/** Each angle within [-pi, pi]. */
export interface Attitude {
  readonly yawRad: number
  readonly pitchRad: number
  readonly rollRad: number
}

/** Checks data from outside: three rows of three finite numbers, else `AS_GEOMETRY_SHAPE`. */
export function requireMatrix3(value: unknown, place: string): Matrix3 {
  if (!Array.isArray(value) || value.length !== 3) {
    throw new AirsideError('AS_GEOMETRY_SHAPE', place, 'must be an array of three rows')
  }
  for (const [index, row] of value.entries()) requireVector3(row, `${place}[${index}]`)
  return value as unknown as Matrix3
}

/** Refuses an angle outside [-pi, pi] (most often degrees given as radians): `AS_ANGLE_RANGE`. */
export function requireAttitude(attitude: Attitude, place: string): Attitude {
  for (const name of ['yawRad', 'pitchRad', 'rollRad'] as const) {
    const angleRad = attitude[name]
    if (!(angleRad >= -Math.PI && angleRad <= Math.PI)) {
      throw new AirsideError('AS_ANGLE_RANGE', `${place}.${name}`, `value=${angleRad} must be within [-pi, pi]`)
    }
  }
  return attitude
}

/** Matrix that turns body coordinates into those of the frame in which the attitude is given. */
export function rotationFromAttitude(attitude: Attitude, place = 'attitude'): Matrix3 {
  requireAttitude(attitude, place)
  const cosYaw = Math.cos(attitude.yawRad)
  const sinYaw = Math.sin(attitude.yawRad)
  const cosPitch = Math.cos(attitude.pitchRad)
  const sinPitch = Math.sin(attitude.pitchRad)
  const cosRoll = Math.cos(attitude.rollRad)
  const sinRoll = Math.sin(attitude.rollRad)
  return [
    [cosYaw * cosPitch, cosYaw * sinPitch * sinRoll - sinYaw * cosRoll, cosYaw * sinPitch * cosRoll + sinYaw * sinRoll],
    [sinYaw * cosPitch, sinYaw * sinPitch * sinRoll + cosYaw * cosRoll, sinYaw * sinPitch * cosRoll - cosYaw * sinRoll],
    [-sinPitch, cosPitch * sinRoll, cosPitch * cosRoll],
  ]
}

export function rotate(matrix: Matrix3, vector: Vector3): Vector3 {
  return [dot(matrix[0], vector), dot(matrix[1], vector), dot(matrix[2], vector)]
}

/** Applies `second` after `first`. */
export function compose(second: Matrix3, first: Matrix3): Matrix3 {
  const [a, b, c] = first
  const row = (r: Vector3): Vector3 => [
    r[0] * a[0] + r[1] * b[0] + r[2] * c[0],
    r[0] * a[1] + r[1] * b[1] + r[2] * c[1],
    r[0] * a[2] + r[1] * b[2] + r[2] * c[2],
  ]
  return [row(second[0]), row(second[1]), row(second[2])]
}
