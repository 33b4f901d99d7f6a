// Attitude as a unit quaternion (w, x, y, z), for one purpose: going from one attitude to another by the shortest arc.
// Formulas: Diebel 2006, sections 6.5 and 8.2; Shoemake 1985 for the interpolation.

import { type Attitude, requireAttitude } from './rotation.ts'

type Quaternion = readonly [number, number, number, number]

/** Below this angle the arc is a line to within double precision, and its sine too small to divide by. */
const STRAIGHT_ARC_RAD = 1e-6

/**
 * The attitude at `fraction` (0 to 1) of the shortest turn between the two. Yaw across +-pi goes the short way. All
 * three angles move together about one axis, so nothing jumps near a pitch of 90 degrees.
 */
export function interpolateAttitude(from: Attitude, to: Attitude, fraction: number): Attitude {
  requireAttitude(from, 'from')
  requireAttitude(to, 'to')
  const a = quaternionFromAttitude(from)
  let b = quaternionFromAttitude(to)
  let cosHalfTurn = a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3]
  if (cosHalfTurn < 0) {
    // q and -q are the same attitude; the nearer one is the shorter way.
    b = [-b[0], -b[1], -b[2], -b[3]]
    cosHalfTurn = -cosHalfTurn
  }
  const halfTurn = Math.acos(Math.min(1, cosHalfTurn))
  const sinHalfTurn = Math.sin(halfTurn)
  const straight = halfTurn < STRAIGHT_ARC_RAD
  const weightA = straight ? 1 - fraction : Math.sin((1 - fraction) * halfTurn) / sinHalfTurn
  const weightB = straight ? fraction : Math.sin(fraction * halfTurn) / sinHalfTurn
  return attitudeFromQuaternion([
    weightA * a[0] + weightB * b[0],
    weightA * a[1] + weightB * b[1],
    weightA * a[2] + weightB * b[2],
    weightA * a[3] + weightB * b[3],
  ])
}

function quaternionFromAttitude(attitude: Attitude): Quaternion {
  const cosYaw = Math.cos(attitude.yawRad / 2)
  const sinYaw = Math.sin(attitude.yawRad / 2)
  const cosPitch = Math.cos(attitude.pitchRad / 2)
  const sinPitch = Math.sin(attitude.pitchRad / 2)
  const cosRoll = Math.cos(attitude.rollRad / 2)
  const sinRoll = Math.sin(attitude.rollRad / 2)
  return [
    cosRoll * cosPitch * cosYaw + sinRoll * sinPitch * sinYaw,
    sinRoll * cosPitch * cosYaw - cosRoll * sinPitch * sinYaw,
    cosRoll * sinPitch * cosYaw + sinRoll * cosPitch * sinYaw,
    cosRoll * cosPitch * sinYaw - sinRoll * sinPitch * cosYaw,
  ]
}

function attitudeFromQuaternion([w, x, y, z]: Quaternion): Attitude {
  const sinPitch = 2 * (w * y - z * x)
  return {
    yawRad: Math.atan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z)),
    pitchRad: Math.asin(Math.max(-1, Math.min(1, sinPitch))),
    rollRad: Math.atan2(2 * (w * x + y * z), 1 - 2 * (x * x + y * y)),
  }
}
