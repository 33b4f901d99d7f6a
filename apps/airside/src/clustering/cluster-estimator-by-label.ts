// One cluster estimator per label. A label that is not ready never holds up another.

import {
  type ClusterEstimate,
  ClusterEstimator,
  type ClusterOptions,
  type ClusterState,
  type PlanePoint,
} from './cluster-estimator.ts'

export interface LabelledPoint extends PlanePoint {
  readonly label: number
}

export class ClusterEstimatorByLabel {
  readonly #options: Partial<ClusterOptions>
  readonly #estimators = new Map<number, ClusterEstimator>()

  /** Throws `AS_CLUSTER_OPTION`. */
  constructor(options: Partial<ClusterOptions> = {}, state: readonly (readonly [number, ClusterState])[] = []) {
    this.#options = new ClusterEstimator(options).options
    for (const [label, one] of state) this.#estimators.set(label, new ClusterEstimator(options, label, one))
  }

  snapshot(): (readonly [number, ClusterState])[] {
    return Array.from(this.#estimators, ([label, estimator]) => [label, estimator.snapshot()] as const)
  }

  /** The estimate of every label among the points, in the order of labels. */
  run(points: readonly LabelledPoint[], override = false): Map<number, ClusterEstimate> {
    const byLabel = Map.groupBy(points, (point) => point.label)
    const estimates = new Map<number, ClusterEstimate>()
    for (const label of [...byLabel.keys()].sort((a, b) => a - b)) {
      let estimator = this.#estimators.get(label)
      if (estimator === undefined) {
        estimator = new ClusterEstimator(this.#options, label)
        this.#estimators.set(label, estimator)
      }
      estimates.set(label, estimator.run(byLabel.get(label) ?? [], override))
    }
    return estimates
  }
}
