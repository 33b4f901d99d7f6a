// Peaks of the density of points in the plane: mean shift with a Gaussian kernel (Comaniciu and Meer 2002). The
// number of peaks is an outcome, and is set by one length that has a meaning: how far two places must be apart to be
// two.

import type { PlanePoint } from './cluster-estimator.ts'

/** The kernel is cut here, in bandwidths, where it has fallen to a hundredth. */
const KERNEL_REACH = 3
const STEPS_MAX = 300
/** In bandwidths. */
const STEP_MIN = 1e-4

export interface WeightedPoint extends PlanePoint {
  readonly weight: number
}

/**
 * Peaks, the highest first; no two are nearer than `bandwidthM`. Two equal heaps of points are two peaks when they
 * are further apart than about two of `bandwidthM` and their own deviation taken together.
 */
export function densityPeaks(points: readonly WeightedPoint[], bandwidthM: number): PlanePoint[] {
  const near = new Neighbourhood(points, KERNEL_REACH * bandwidthM)
  const climbed = seedsOf(points, bandwidthM).map((seed) => climb(seed, near, bandwidthM))
  climbed.sort((a, b) => b.density - a.density || a.northM - b.northM || a.eastM - b.eastM)
  const peaks: PlanePoint[] = []
  for (const { northM, eastM } of climbed) {
    const taken = peaks.some((peak) => Math.hypot(peak.northM - northM, peak.eastM - eastM) < bandwidthM)
    if (!taken) peaks.push({ northM, eastM })
  }
  return peaks
}

/** One start per occupied square of a bandwidth: as good as one per point, and their number does not grow with time. */
function seedsOf(points: readonly WeightedPoint[], bandwidthM: number): PlanePoint[] {
  return Array.from(new Neighbourhood(points, bandwidthM).cells(), (cell) => {
    const sum = cell.reduce((a, b) => ({ northM: a.northM + b.northM, eastM: a.eastM + b.eastM }), {
      northM: 0,
      eastM: 0,
    })
    return { northM: sum.northM / cell.length, eastM: sum.eastM / cell.length }
  })
}

function climb(from: PlanePoint, near: Neighbourhood, bandwidthM: number): PlanePoint & { readonly density: number } {
  let { northM, eastM } = from
  let density = 0
  for (let step = 0; step < STEPS_MAX; step++) {
    let north = 0
    let east = 0
    density = 0
    for (const cell of near.around(northM, eastM)) {
      for (const point of cell) {
        const squared = ((point.northM - northM) ** 2 + (point.eastM - eastM) ** 2) / bandwidthM ** 2
        if (squared > KERNEL_REACH * KERNEL_REACH) continue
        const weight = point.weight * Math.exp(-squared / 2)
        density += weight
        north += weight * point.northM
        east += weight * point.eastM
      }
    }
    if (density === 0) break
    const movedM = Math.hypot(north / density - northM, east / density - eastM)
    northM = north / density
    eastM = east / density
    if (movedM < STEP_MIN * bandwidthM) break
  }
  return { northM, eastM, density }
}

/** Points by square of the plane, so that a look around a place does not visit all points. */
class Neighbourhood {
  readonly #sideM: number
  readonly #cells = new Map<string, WeightedPoint[]>()

  constructor(points: readonly WeightedPoint[], sideM: number) {
    this.#sideM = sideM
    for (const point of points) {
      const key = `${Math.floor(point.northM / sideM)},${Math.floor(point.eastM / sideM)}`
      const cell = this.#cells.get(key)
      if (cell === undefined) this.#cells.set(key, [point])
      else cell.push(point)
    }
  }

  cells(): Iterable<readonly WeightedPoint[]> {
    return this.#cells.values()
  }

  /** The square of a place and its eight neighbours. */
  around(northM: number, eastM: number): (readonly WeightedPoint[])[] {
    const row = Math.floor(northM / this.#sideM)
    const column = Math.floor(eastM / this.#sideM)
    const found: WeightedPoint[][] = []
    for (let r = row - 1; r <= row + 1; r++) {
      for (let c = column - 1; c <= column + 1; c++) {
        const cell = this.#cells.get(`${r},${c}`)
        if (cell !== undefined) found.push(cell)
      }
    }
    return found
  }
}
