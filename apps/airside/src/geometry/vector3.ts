// Vectors of three numbers. In the world: north, east, down. On the drone: forward, right, down. In the camera: along
// the optical axis, right, down in the image.

import { AirsideError } from '../airside-error.ts'

export type Vector3 = readonly [number, number, number]

/** Checks data from outside: an array of exactly three finite numbers, else `AS_GEOMETRY_SHAPE`. */
export function requireVector3(value: unknown, place: string): Vector3 {
  if (!Array.isArray(value) || value.length !== 3 || !value.every(Number.isFinite)) {
    throw new AirsideError('AS_GEOMETRY_SHAPE', place, 'must be an array of three finite numbers')
  }
  return value as unknown as Vector3
}

export function add(a: Vector3, b: Vector3): Vector3 {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

export function scale(a: Vector3, factor: number): Vector3 {
  return [a[0] * factor, a[1] * factor, a[2] * factor]
}

export function dot(a: Vector3, b: Vector3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

export function length(a: Vector3): number {
  return Math.hypot(a[0], a[1], a[2])
}

/** The same direction with length 1. */
export function unit(a: Vector3): Vector3 {
  return scale(a, 1 / length(a))
}
