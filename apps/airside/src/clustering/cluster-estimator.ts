// The reference's cluster estimation: when to fit, the mixture, and which components are believed. Kept as a form of
// its own with all its rules; what the application uses for its targets, and why, stands in target-estimator.ts.

import { AirsideError } from '../airside-error.ts'
import { fitMixture, type MixtureComponent } from './mixture-model.ts'

/** A believed component, in metres from home. */
export interface Cluster {
  readonly northM: number
  readonly eastM: number
  /** The model's: mostly its prior when points are few. */
  readonly varianceM2: number
  readonly weight: number
  readonly label: number
  readonly pointCount: number
  /** Root mean square distance of the cluster's points from its centre: what the points themselves say. */
  readonly scatterM: number
}

/**
 * - `waiting`: too few points, or too few new ones, to fit.
 * - `not-converged`: fitted in vain; the points stay.
 * - `estimated`: `clusters` is the answer.
 */
export interface ClusterEstimate {
  readonly status: 'waiting' | 'not-converged' | 'estimated'
  readonly clusters: readonly Cluster[]
}

export interface ClusterOptions {
  /** No fit below this number of points; at least `componentsMax`. */
  readonly activationPointsMin: number
  /** After the first fit, none before this number of new points. */
  readonly newPointsMin: number
  readonly componentsMax: number
  /** 0 or more. */
  readonly seed: number
}

/** The reference's values (`config.yaml`, `cluster_estimation`). */
export const defaultClusterOptions: ClusterOptions = {
  activationPointsMin: 25,
  newPointsMin: 3,
  componentsMax: 10,
  seed: 0,
}

export interface PlanePoint {
  readonly northM: number
  readonly eastM: number
}

/** All that an estimator remembers, as plain data. */
export interface ClusterState {
  readonly points: readonly PlanePoint[]
  /** How many of the points came after the last fit. */
  readonly newCount: number
  readonly hasRun: boolean
}

/** A component this much lighter than the one before ends the list. */
const WEIGHT_RATIO_MIN = 0.1
/** A component this much wider than the narrowest is not believed. */
const VARIANCE_RATIO_MAX = 10

export class ClusterEstimator {
  readonly options: ClusterOptions
  readonly label: number
  #points: PlanePoint[]
  #newCount: number
  #hasRun: boolean

  /** `state` is the snapshot of another estimator, to go on where it stood. Throws `AS_CLUSTER_OPTION`. */
  constructor(options: Partial<ClusterOptions> = {}, label = 0, state?: ClusterState) {
    this.options = requireClusterOptions({ ...defaultClusterOptions, ...options })
    this.label = label
    this.#points = [...(state?.points ?? [])]
    this.#newCount = state?.newCount ?? 0
    this.#hasRun = state?.hasRun ?? false
  }

  snapshot(): ClusterState {
    return { points: [...this.#points], newCount: this.#newCount, hasRun: this.#hasRun }
  }

  /** Takes points and fits all points so far if it is time, or in any case with `override`. */
  run(points: readonly PlanePoint[], override = false): ClusterEstimate {
    for (const { northM, eastM } of points) this.#points.push({ northM, eastM })
    this.#newCount += points.length
    if (!this.#isTime(override)) return { status: 'waiting', clusters: [] }
    this.#newCount = 0
    this.#hasRun = true
    const mixture = fitMixture(this.#points, this.options.componentsMax, this.options.seed)
    if (!mixture.converged) return { status: 'not-converged', clusters: [] }
    const measured = mixture.components.map((component, index) => {
      const own = this.#points.filter((_, point) => mixture.componentOf[point] === index)
      return { component, pointCount: own.length, scatterM: scatterOf(own, component) }
    })
    const owning = measured.filter(({ pointCount }) => pointCount > 0)
    owning.sort((a, b) => b.component.weight - a.component.weight)
    const heavy = owning.slice(0, countOfHeavy(owning.map(({ component }) => component.weight)))
    const narrow = narrowOnes(heavy.map(({ component }) => component.varianceM2))
    const believed = heavy.filter((_, index) => narrow[index])
    return {
      status: 'estimated',
      clusters: believed.map(({ component, pointCount, scatterM }) => ({
        ...component,
        label: this.label,
        pointCount,
        scatterM,
      })),
    }
  }

  #isTime(override: boolean): boolean {
    if (override) return this.#points.length > 0
    if (this.#points.length < this.options.activationPointsMin) return false
    return !this.#hasRun || this.#newCount >= this.options.newPointsMin
  }
}

/** How many of the weights, sorted from the largest, come before the first drop to less than a tenth. */
export function countOfHeavy(weights: readonly number[]): number {
  const drop = weights.findIndex(
    (weight, index) => index > 0 && weight / (weights[index - 1] as number) < WEIGHT_RATIO_MIN,
  )
  return drop === -1 ? weights.length : drop
}

/** Which of the variances are at most ten times the smallest. */
export function narrowOnes(variances: readonly number[]): boolean[] {
  const limit = VARIANCE_RATIO_MAX * Math.min(...variances)
  return variances.map((variance) => variance <= limit)
}

function scatterOf(points: readonly PlanePoint[], centre: MixtureComponent): number {
  let squares = 0
  for (const { northM, eastM } of points) squares += (northM - centre.northM) ** 2 + (eastM - centre.eastM) ** 2
  return Math.sqrt(squares / Math.max(1, points.length))
}

function requireClusterOptions(options: ClusterOptions): ClusterOptions {
  const { activationPointsMin, newPointsMin, componentsMax, seed } = options
  const refuse = (key: keyof ClusterOptions, what: string): never => {
    throw new AirsideError('AS_CLUSTER_OPTION', `clustering.${key}`, `value=${options[key]} ${what}`)
  }
  if (!(Number.isInteger(componentsMax) && componentsMax >= 1))
    refuse('componentsMax', 'must be a whole number above 0')
  if (!(activationPointsMin >= componentsMax)) refuse('activationPointsMin', `must not be below ${componentsMax}`)
  if (!(newPointsMin >= 0)) refuse('newPointsMin', 'must not be below 0')
  if (!(Number.isInteger(seed) && seed >= 0)) refuse('seed', 'must be a whole number, 0 or more')
  return options
}
