// Variational Bayesian mixture of round Gaussians in the plane, with a stick-breaking prior on the weights (Bishop
// 2006, section 10.2; Blei and Jordan 2006 for the sticks). The same model and priors as scikit-learn's
// BayesianGaussianMixture with covariance_type 'spherical', which the reference uses; other random numbers.

import { spreadOutPoints } from './k-means-plus-plus.ts'
import { SeededRandom } from './seeded-random.ts'
import { digamma, logBeta, logGamma } from './special-functions.ts'

const DIMENSIONS = 2
/** Concentration of the weights: high, so that components survive and the filters after the fit decide. */
const WEIGHT_CONCENTRATION = 100
/** Nearly 0: the prior mean hardly pulls. */
const MEAN_PRECISION = 1e-6
const DEGREES_OF_FREEDOM = DIMENSIONS
const VARIANCE_FLOOR_M2 = 1e-6
const TOLERANCE = 1e-3
const ROUNDS_MAX = 1000
/** Keeps an empty component's share above 0. */
const SHARE_FLOOR = 10 * Number.EPSILON

export interface MixtureComponent {
  readonly northM: number
  readonly eastM: number
  /** Mean of the posterior; pulled towards the variance of all points, strongly so for few points. */
  readonly varianceM2: number
  /** 0 to 1, all components together 1. */
  readonly weight: number
}

export interface Mixture {
  readonly components: readonly MixtureComponent[]
  /** Most probable component of each point. */
  readonly componentOf: readonly number[]
  readonly converged: boolean
}

/** Points in metres; at least one. With fewer points than components there are as many components as points. */
export function fitMixture(
  points: readonly { readonly northM: number; readonly eastM: number }[],
  componentsMax: number,
  seed: number,
): Mixture {
  return new MixtureFit(points, Math.min(componentsMax, points.length), seed).run()
}

class MixtureFit {
  readonly #count: number
  readonly #components: number
  readonly #north: Float64Array
  readonly #east: Float64Array
  readonly #priorNorthM: number
  readonly #priorEastM: number
  readonly #priorVarianceM2: number
  /** Probability of each component for each point, a row per point. */
  readonly #shares: Float64Array
  readonly #size: Float64Array
  readonly #meanNorth: Float64Array
  readonly #meanEast: Float64Array
  readonly #variance: Float64Array
  readonly #logWeight: Float64Array

  constructor(
    points: readonly { readonly northM: number; readonly eastM: number }[],
    components: number,
    seed: number,
  ) {
    this.#count = points.length
    this.#components = components
    this.#north = Float64Array.from(points, (point) => point.northM)
    this.#east = Float64Array.from(points, (point) => point.eastM)
    this.#priorNorthM = mean(this.#north)
    this.#priorEastM = mean(this.#east)
    this.#priorVarianceM2 = (sampleVariance(this.#north) + sampleVariance(this.#east)) / 2
    this.#shares = new Float64Array(this.#count * components)
    this.#size = new Float64Array(components)
    this.#meanNorth = new Float64Array(components)
    this.#meanEast = new Float64Array(components)
    this.#variance = new Float64Array(components)
    this.#logWeight = new Float64Array(components)
    const first = spreadOutPoints(this.#north, this.#east, components, new SeededRandom(seed))
    for (const [component, point] of first.entries()) this.#shares[point * components + component] = 1
  }

  run(): Mixture {
    this.#updateComponents()
    let bound = Number.NEGATIVE_INFINITY
    let converged = false
    for (let round = 0; round < ROUNDS_MAX && !converged; round++) {
      const entropy = this.#updateShares()
      this.#updateComponents()
      const nextBound = this.#lowerBound(entropy)
      converged = Math.abs(nextBound - bound) < TOLERANCE
      bound = nextBound
    }
    this.#updateShares()
    const weights = this.#weights()
    return {
      components: weights.map((weight, component) => ({
        northM: this.#meanNorth[component] as number,
        eastM: this.#meanEast[component] as number,
        varianceM2: this.#variance[component] as number,
        weight,
      })),
      componentOf: Array.from({ length: this.#count }, (_, point) => this.#mostProbable(point)),
      converged,
    }
  }

  /** The M step: size, mean and variance of each component from the shares of the points. */
  #updateComponents(): void {
    const k = this.#components
    for (let component = 0; component < k; component++) {
      let size = SHARE_FLOOR
      let north = 0
      let east = 0
      let squares = 0
      for (let point = 0; point < this.#count; point++) {
        const share = this.#shares[point * k + component] as number
        size += share
        north += share * (this.#north[point] as number)
        east += share * (this.#east[point] as number)
      }
      north /= size
      east /= size
      for (let point = 0; point < this.#count; point++) {
        const dn = (this.#north[point] as number) - north
        const de = (this.#east[point] as number) - east
        squares += (this.#shares[point * k + component] as number) * (dn * dn + de * de)
      }
      const varianceM2 = squares / size / DIMENSIONS + VARIANCE_FLOOR_M2
      const precision = MEAN_PRECISION + size
      const offsetM2 = ((north - this.#priorNorthM) ** 2 + (east - this.#priorEastM) ** 2) / DIMENSIONS
      this.#size[component] = size
      this.#meanNorth[component] = (MEAN_PRECISION * this.#priorNorthM + size * north) / precision
      this.#meanEast[component] = (MEAN_PRECISION * this.#priorEastM + size * east) / precision
      this.#variance[component] =
        (this.#priorVarianceM2 + size * (varianceM2 + (MEAN_PRECISION / precision) * offsetM2)) /
        (DEGREES_OF_FREEDOM + size)
    }
  }

  /** The E step: shares of the points from the components. Returns the entropy of the shares. */
  #updateShares(): number {
    const k = this.#components
    this.#updateLogWeights()
    const scores = new Float64Array(k)
    const offsets = this.#logWeight.map((logWeight, component) => {
      const freedom = DEGREES_OF_FREEDOM + (this.#size[component] as number)
      const expectedLogPrecision = DIMENSIONS * Math.log(2) + digamma(freedom / 2) + digamma((freedom - 1) / 2)
      const spread = DIMENSIONS * (Math.log(2 * Math.PI) + Math.log(this.#variance[component] as number))
      const meanError = DIMENSIONS / (MEAN_PRECISION + (this.#size[component] as number))
      return logWeight - 0.5 * (spread + DIMENSIONS * Math.log(freedom) - expectedLogPrecision + meanError)
    })
    let entropy = 0
    for (let point = 0; point < this.#count; point++) {
      let highest = Number.NEGATIVE_INFINITY
      for (let component = 0; component < k; component++) {
        const dn = (this.#north[point] as number) - (this.#meanNorth[component] as number)
        const de = (this.#east[point] as number) - (this.#meanEast[component] as number)
        const score =
          (offsets[component] as number) - (0.5 * (dn * dn + de * de)) / (this.#variance[component] as number)
        scores[component] = score
        highest = Math.max(highest, score)
      }
      let total = 0
      for (const score of scores) total += Math.exp(score - highest)
      const logTotal = highest + Math.log(total)
      for (let component = 0; component < k; component++) {
        const logShare = (scores[component] as number) - logTotal
        const share = Math.exp(logShare)
        this.#shares[point * k + component] = share
        entropy -= share * logShare
      }
    }
    return entropy
  }

  /** Expected logarithms of the weights under the sticks: each component breaks a part off what is left. */
  #updateLogWeights(): void {
    let restLog = 0
    for (const [component, { a, b }] of this.#sticks().entries()) {
      const whole = digamma(a + b)
      this.#logWeight[component] = digamma(a) - whole + restLog
      restLog += digamma(b) - whole
    }
  }

  #sticks(): { a: number; b: number }[] {
    let rest = 0
    const sticks: { a: number; b: number }[] = []
    for (let component = this.#components - 1; component >= 0; component--) {
      const size = this.#size[component] as number
      sticks.unshift({ a: 1 + size, b: WEIGHT_CONCENTRATION + rest })
      rest += size
    }
    return sticks
  }

  #weights(): number[] {
    let rest = 1
    const weights = this.#sticks().map(({ a, b }) => {
      const weight = (rest * a) / (a + b)
      rest *= b / (a + b)
      return weight
    })
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    return weights.map((weight) => weight / total)
  }

  /** The evidence lower bound up to a constant; only its change matters. */
  #lowerBound(entropy: number): number {
    let bound = entropy
    for (const [component, { a, b }] of this.#sticks().entries()) {
      const size = this.#size[component] as number
      const freedom = DEGREES_OF_FREEDOM + size
      const logPrecision = -0.5 * DIMENSIONS * (Math.log(this.#variance[component] as number) + Math.log(freedom))
      const logWishartNorm = -(
        freedom * logPrecision +
        0.5 * freedom * DIMENSIONS * Math.log(2) +
        logGamma(freedom / 2) +
        logGamma((freedom - 1) / 2)
      )
      bound += logBeta(a, b) - logWishartNorm - 0.5 * DIMENSIONS * Math.log(MEAN_PRECISION + size)
    }
    return bound
  }

  #mostProbable(point: number): number {
    const k = this.#components
    let best = 0
    for (let component = 1; component < k; component++) {
      if ((this.#shares[point * k + component] as number) > (this.#shares[point * k + best] as number)) best = component
    }
    return best
  }
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function sampleVariance(values: Float64Array): number {
  if (values.length < 2) return 0
  const middle = mean(values)
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1)
}
