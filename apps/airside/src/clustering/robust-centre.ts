// The centre of one target's sightings, which a few wild ones do not move.

import type { PlanePoint } from './cluster-estimator.ts'
import type { WeightedPoint } from './density-peaks.ts'

const ROUNDS_MAX = 50
const STEP_M_MIN = 1e-6
/** Tukey's constant: 95 % of the mean's efficiency for normal errors (Huber and Ronchetti 2009, section 4.8). */
const TUKEY_CONSTANT = 4.685
/** Median distance of round normal errors, in deviations along one axis: sqrt(2 ln 2). */
const MEDIAN_DISTANCE = Math.sqrt(2 * Math.LN2)

/**
 * Tukey's biweight in the plane, starting from the median along each axis and not from the densest place, at which a
 * few points that happen to lie together would call all others wild. Points beyond 4.7 deviations, as told by the
 * median distance from the centre, do not count; `deviationMinM` is a deviation below which none is called wild.
 */
export function robustCentre(points: readonly WeightedPoint[], deviationMinM: number): PlanePoint {
  let northM = median(points.map((point) => point.northM))
  let eastM = median(points.map((point) => point.eastM))
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const distances = points.map((point) => Math.hypot(point.northM - northM, point.eastM - eastM))
    const deviationM = Math.max(deviationMinM, median(distances) / MEDIAN_DISTANCE)
    let total = 0
    let north = 0
    let east = 0
    for (const [index, point] of points.entries()) {
      const ratio = (distances[index] as number) / (TUKEY_CONSTANT * deviationM)
      if (ratio >= 1) continue
      const weight = point.weight * (1 - ratio * ratio) ** 2
      total += weight
      north += weight * point.northM
      east += weight * point.eastM
    }
    if (total === 0) break
    const movedM = Math.hypot(north / total - northM, east / total - eastM)
    northM = north / total
    eastM = east / total
    if (movedM < STEP_M_MIN) break
  }
  return { northM, eastM }
}

/** Root mean square distance, every point counted the same, wild ones included. */
export function scatterAbout(points: readonly PlanePoint[], centre: PlanePoint): number {
  const squares = points.reduce((sum, p) => sum + (p.northM - centre.northM) ** 2 + (p.eastM - centre.eastM) ** 2, 0)
  return Math.sqrt(squares / points.length)
}

/** Middle value, or the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  const upper = sorted[half] as number
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] as number)) / 2
}
