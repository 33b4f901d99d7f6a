// How well two photos agree about the ground that both show: both are projected to flat ground and correlated there.

import type { CameraIntrinsics } from '../camera/intrinsics.ts'
import { cameraPose, nadirMount } from '../camera/mount.ts'
import type { Attitude } from '../geometry/rotation.ts'

/** A photo reduced to grey, and where its camera was. */
export interface GroundView {
  readonly camera: CameraIntrinsics
  readonly gimbal: Attitude
  readonly northM: number
  readonly eastM: number
  readonly heightM: number
  readonly grey: Uint8Array
}

const GRID_M = 1
/** Positions of the receiver are this far off at most; the search is over whole metres. */
const SHIFT_MAX_M = 6
const SAMPLES_MIN = 500
/** Broad light and shade agree by chance; what is left of them within this distance does not. */
const DETAIL_RADIUS_M = 12

/** Pixel of a place on flat ground: linear over linear, each row for north, east, 1. */
type Row = readonly [number, number, number]

/** A photo made ready to be compared: its detail, and its projection. */
export class GroundPicture {
  readonly view: GroundView
  readonly reachM: number
  readonly #detail: Float32Array
  readonly #x: Row
  readonly #y: Row
  readonly #depth: Row

  constructor(view: GroundView) {
    const { camera, northM, eastM, heightM } = view
    this.view = view
    this.reachM = (heightM * Math.hypot(camera.widthPx, camera.heightPx)) / (2 * camera.focalXPx)
    this.#detail = detailOf(view, Math.round((DETAIL_RADIUS_M * camera.focalXPx) / heightM))
    const drone = { northM, eastM, downM: -heightM, yawRad: 0, pitchRad: 0, rollRad: 0 }
    const { rotation } = cameraPose(drone, { ...nadirMount, reference: 'north' }, view.gimbal)
    const axis = (column: 0 | 1 | 2): Row => {
      const [north, east, down] = [rotation[0][column], rotation[1][column], rotation[2][column]]
      return [north, east, down * heightM - north * northM - east * eastM]
    }
    const depth = axis(0)
    const pixel = (row: Row, focalPx: number, centrePx: number): Row => [
      row[0] * focalPx + depth[0] * centrePx,
      row[1] * focalPx + depth[1] * centrePx,
      row[2] * focalPx + depth[2] * centrePx,
    ]
    this.#depth = depth
    this.#x = pixel(axis(1), camera.focalXPx, camera.centreXPx)
    this.#y = pixel(axis(2), camera.focalYPx, camera.centreYPx)
  }

  /** Detail at a place, or NaN outside. A turned picture has its pixels at the opposite corner. */
  at(northM: number, eastM: number, turned: boolean): number {
    const depthM = this.#depth[0] * northM + this.#depth[1] * eastM + this.#depth[2]
    if (depthM <= 0) return Number.NaN
    const { widthPx, heightPx } = this.view.camera
    const column = Math.floor((this.#x[0] * northM + this.#x[1] * eastM + this.#x[2]) / depthM)
    const row = Math.floor((this.#y[0] * northM + this.#y[1] * eastM + this.#y[2]) / depthM)
    if (column < 0 || row < 0 || column >= widthPx || row >= heightPx) return Number.NaN
    const pixel = row * widthPx + column
    return this.#detail[turned ? widthPx * heightPx - 1 - pixel : pixel]!
  }
}

/**
 * Best normalised correlation, -1 to 1, over the shifts by which two positions may disagree, each picture taken as
 * stored or turned by 180 degrees. Undefined where they share too little ground.
 */
export function groundAgreement(
  first: GroundPicture,
  second: GroundPicture,
  firstTurned: boolean,
  secondTurned: boolean,
): number | undefined {
  const { northM, eastM } = first.view
  const apartM = Math.hypot(northM - second.view.northM, eastM - second.view.eastM)
  if (apartM > first.reachM + second.reachM) return undefined
  const samples = samplesOf(first, firstTurned)
  let best: number | undefined
  for (let northShiftM = -SHIFT_MAX_M; northShiftM <= SHIFT_MAX_M; northShiftM++) {
    for (let eastShiftM = -SHIFT_MAX_M; eastShiftM <= SHIFT_MAX_M; eastShiftM++) {
      const value = correlation(samples, second, secondTurned, northShiftM, eastShiftM)
      if (value !== undefined && (best === undefined || value > best)) best = value
    }
  }
  return best
}

// North, east and detail, three numbers a sample.
function samplesOf(picture: GroundPicture, turned: boolean): Float64Array {
  const { northM, eastM } = picture.view
  const samples: number[] = []
  for (let north = northM - picture.reachM; north <= northM + picture.reachM; north += GRID_M) {
    for (let east = eastM - picture.reachM; east <= eastM + picture.reachM; east += GRID_M) {
      const value = picture.at(north, east, turned)
      if (!Number.isNaN(value)) samples.push(north, east, value)
    }
  }
  return Float64Array.from(samples)
}

function correlation(
  samples: Float64Array,
  other: GroundPicture,
  turned: boolean,
  northShiftM: number,
  eastShiftM: number,
): number | undefined {
  let [count, sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0, 0]
  for (let at = 0; at < samples.length; at += 3) {
    const b = other.at(samples[at]! + northShiftM, samples[at + 1]! + eastShiftM, turned)
    if (Number.isNaN(b)) continue
    const a = samples[at + 2]!
    count += 1
    sumA += a
    sumB += b
    sumAA += a * a
    sumBB += b * b
    sumAB += a * b
  }
  if (count < SAMPLES_MIN) return undefined
  const spread = Math.sqrt((sumAA - (sumA * sumA) / count) * (sumBB - (sumB * sumB) / count))
  return spread > 0 ? (sumAB - (sumA * sumB) / count) / spread : 0
}

// Grey less the mean of the square around it, by a table of sums (Crow 1984).
function detailOf({ camera, grey }: GroundView, radiusPx: number): Float32Array {
  const { widthPx, heightPx } = camera
  const stride = widthPx + 1
  const sums = new Float64Array(stride * (heightPx + 1))
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0, row = 0; x < widthPx; x++) {
      row += grey[y * widthPx + x]!
      sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1]! + row
    }
  }
  const detail = new Float32Array(widthPx * heightPx)
  for (let y = 0; y < heightPx; y++) {
    const [top, bottom] = [Math.max(y - radiusPx, 0), Math.min(y + radiusPx + 1, heightPx)]
    for (let x = 0; x < widthPx; x++) {
      const [left, right] = [Math.max(x - radiusPx, 0), Math.min(x + radiusPx + 1, widthPx)]
      const sum =
        sums[bottom * stride + right]! -
        sums[top * stride + right]! -
        sums[bottom * stride + left]! +
        sums[top * stride + left]!
      detail[y * widthPx + x] = grey[y * widthPx + x]! - sum / ((bottom - top) * (right - left))
    }
  }
  return detail
}
