// Keeps the sightings of the flight and estimates the targets they support, while it flies and after the last frame.
//
// What it keeps is bounded: the first `sightingsMax` sightings. Later ones go on to the outputs and are counted as unused;
// a flight that gets there has a detector that reports too much, and more of the same would not make targets better.

import { defineWorker, type ViewOf } from 'kahnveyor'
import { type TargetEstimate, TargetEstimator, type TargetSighting } from '../clustering/target-estimator.ts'
import { Sightings, Survey } from '../messages.ts'

export interface ClusterEstimationArgs {
  readonly sightingsMax: number
}

/** Bytes of a kept sighting in a snapshot, at most: five numbers of 9 bytes and the frame around them. */
const SIGHTING_BYTES = 64
export const SIGHTINGS_MAX = 4096

export default defineWorker(import.meta.url, {
  inputs: { sightings: Sightings },
  outputs: { surveys: Survey },
  args: { sightingsMax: SIGHTINGS_MAX },
  setup: ({ sightingsMax }) => new ClusterEstimation(Math.min(sightingsMax, SIGHTINGS_MAX)),
  state: {
    maxBytes: SIGHTINGS_MAX * SIGHTING_BYTES,
    snapshot: (self) => self.snapshot(),
    restore: (self, snapshot) => self.restore(snapshot),
  },
  fire: (self, { sightings }, out) => {
    const unusedSightings = self.add(sightings)
    out.surveys.put({ located: sightings, unusedSightings, estimate: self.estimateIfDue() })
  },
  finish: (self, out) => out.surveys.put({ estimate: self.estimate(), unusedSightings: 0 }),
})

interface ClusterEstimationState {
  readonly kept: readonly TargetSighting[]
  readonly estimatedAt: number
}

class ClusterEstimation {
  readonly #sightingsMax: number
  #estimator = new TargetEstimator()
  #count = 0
  /** How many sightings the last estimate had. */
  #estimatedAt = 0

  constructor(sightingsMax: number) {
    this.#sightingsMax = sightingsMax
  }

  /** Returns how many of them are not kept. */
  add({ timeUs, sightings }: ViewOf<typeof Sightings>): number {
    const kept = [...sightings].slice(0, this.#sightingsMax - this.#count)
    this.#estimator.add(kept.map(({ northM, eastM, label, errorM }) => ({ northM, eastM, label, errorM, timeUs })))
    this.#count += kept.length
    return sightings.length - kept.length
  }

  /** Three new sightings and a twentieth more than last time: the work of all estimates together stays that of a few. */
  estimateIfDue(): TargetEstimate | undefined {
    if (this.#count < this.#estimatedAt + Math.max(3, this.#estimatedAt / 20)) return undefined
    this.#estimatedAt = this.#count
    return this.estimate()
  }

  estimate(): TargetEstimate {
    return this.#estimator.estimate()
  }

  snapshot(): ClusterEstimationState {
    return { kept: this.#estimator.snapshot(), estimatedAt: this.#estimatedAt }
  }

  restore({ kept, estimatedAt }: ClusterEstimationState): void {
    this.#estimator = new TargetEstimator({}, kept)
    this.#count = kept.length
    this.#estimatedAt = estimatedAt
  }
}
