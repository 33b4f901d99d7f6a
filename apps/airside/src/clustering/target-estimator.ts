// From the sightings of a whole flight to targets on the ground: what the application reports.
//
// The reference's mixture (cluster-estimator.ts) is not used for this. Its prior variance is the variance of all
// sightings, so with 10 sightings per target in a field of 100 m a component is about 10 m wide whatever the
// sightings say, and targets some metres apart become one. On generated flights with 7 targets 24 m apart it found 6
// with two seeds of six. Its weight filter drops what was seen rarely, and the number of targets is capped. Here the
// width comes from the sightings' own error:
// 1. Peaks of the density of sightings, label by label, with a kernel as wide as a typical sighting's error.
// 2. Neighbouring peaks are joined unless frames show them side by side: a wandering GPS draws one person as two
//    heaps, but never as two people in one frame.
// 3. Peaks seen in too few frames are dropped: noise does not come back to the same place.
// 4. The centre is a robust one, weighted by the sightings' errors; the spread is that of all its sightings.

import { AirsideError } from '../airside-error.ts'
import { densityPeaks, type WeightedPoint } from './density-peaks.ts'
import { median, robustCentre, scatterAbout } from './robust-centre.ts'
import { resolveTargetOptions, type TargetOptions } from './target-options.ts'

/** What the estimator needs of a sighting; more is allowed. Plain data. */
export interface TargetSighting {
  readonly northM: number
  readonly eastM: number
  readonly label: number
  /** Of this sighting, as its geolocation knows it. Above 0. */
  readonly errorM: number
  /** Names the frame: sightings of one time were seen side by side. */
  readonly timeUs: number
}

/** Metres from home. */
export interface Target {
  readonly northM: number
  readonly eastM: number
  readonly label: number
  readonly sightings: number
  readonly frames: number
  /** Root mean square distance of all its sightings from its centre. */
  readonly spreadM: number
  readonly firstSeenUs: number
  readonly lastSeenUs: number
}

export interface TargetEstimate {
  /** The most often seen first. */
  readonly targets: readonly Target[]
  /** Index of the target of each sighting, in the order in which they were added; -1 for none. */
  readonly targetOf: readonly number[]
}

export class TargetEstimator {
  readonly options: TargetOptions
  readonly #sightings: TargetSighting[]

  /** `sightings` is the snapshot of another estimator. Throws `AS_CLUSTER_OPTION`. */
  constructor(options: Partial<TargetOptions> = {}, sightings: readonly TargetSighting[] = []) {
    this.options = resolveTargetOptions(options)
    this.#sightings = [...sightings]
  }

  snapshot(): TargetSighting[] {
    return [...this.#sightings]
  }

  /** Throws `AS_CLUSTER_SIGHTING` for a number that is not finite or an error that is not above 0. */
  add(sightings: readonly TargetSighting[]): void {
    for (const { northM, eastM, label, errorM, timeUs } of sightings) {
      if (![northM, eastM, timeUs, errorM].every(Number.isFinite) || errorM <= 0) {
        throw new AirsideError(
          'AS_CLUSTER_SIGHTING',
          `sightings[${this.#sightings.length}]`,
          `north=${northM} east=${eastM} time=${timeUs} error=${errorM} must be finite, and the error above 0`,
        )
      }
      this.#sightings.push({ northM, eastM, label, errorM, timeUs })
    }
  }

  /** All targets that the sightings so far support. */
  estimate(): TargetEstimate {
    const usable = this.#sightings
      .map((sighting, index) => ({ ...sighting, index }))
      .filter(({ errorM }) => errorM <= this.options.sightingErrorMMax)
    const byLabel = Map.groupBy(usable, (sighting) => sighting.label)
    const found = [...byLabel.values()].flatMap((sightings) => this.#targetsOf(sightings))
    found.sort(
      (a, b) =>
        b.target.sightings - a.target.sightings || a.target.label - b.target.label || a.target.northM - b.target.northM,
    )
    const targetOf = this.#sightings.map(() => -1)
    for (const [number, { members }] of found.entries()) for (const { index } of members) targetOf[index] = number
    return { targets: found.map(({ target }) => target), targetOf }
  }

  #targetsOf(sightings: readonly IndexedSighting[]): FoundTarget[] {
    const typicalErrorM = median(sightings.map(({ errorM }) => errorM))
    const bandwidthM = Math.max(this.options.bandwidthMMin, this.options.bandwidthErrors * typicalErrorM)
    const weighted = sightings.map((sighting) => ({ ...sighting, weight: weightOf(sighting, typicalErrorM) }))
    const heaps: Heap[] = densityPeaks(weighted, bandwidthM).map((peak) => ({ peak, members: [] }))
    for (const sighting of weighted) {
      const nearest = heaps.reduce((a, b) => (distanceM(sighting, b.peak) < distanceM(sighting, a.peak) ? b : a))
      if (distanceM(sighting, nearest.peak) <= this.options.gateBandwidths * bandwidthM) nearest.members.push(sighting)
    }
    return this.#joined(heaps, this.options.mergeErrors * typicalErrorM)
      .filter(({ members }) => framesOf(members).size >= this.options.framesMin)
      .map(({ members }) => {
        const centre = robustCentre(members, bandwidthM / 2)
        const times = members.map(({ timeUs }) => timeUs)
        return {
          members,
          target: {
            ...centre,
            label: (members[0] as IndexedSighting).label,
            sightings: members.length,
            frames: framesOf(members).size,
            spreadM: scatterAbout(members, centre),
            firstSeenUs: Math.min(...times),
            lastSeenUs: Math.max(...times),
          },
        }
      })
  }

  /**
   * Takes heaps from the highest peak down; each goes to a heap near by that it was not seen beside, or stands alone.
   */
  #joined(heaps: readonly Heap[], reachM: number): Heap[] {
    const joined: Heap[] = []
    for (const heap of heaps) {
      const host = joined.find(
        (other) => distanceM(heap.peak, other.peak) < reachM && !this.#seenSideBySide(heap.members, other.members),
      )
      if (host === undefined) joined.push({ peak: heap.peak, members: [...heap.members] })
      else host.members.push(...heap.members)
    }
    return joined
  }

  #seenSideBySide(a: readonly IndexedSighting[], b: readonly IndexedSighting[]): boolean {
    const framesA = framesOf(a)
    const framesB = framesOf(b)
    const together = [...framesA].filter((timeUs) => framesB.has(timeUs)).length
    return together > 0 && together >= this.options.togetherShareMin * Math.min(framesA.size, framesB.size)
  }
}

interface IndexedSighting extends TargetSighting {
  readonly index: number
}

interface Heap {
  readonly peak: { readonly northM: number; readonly eastM: number }
  readonly members: (IndexedSighting & WeightedPoint)[]
}

interface FoundTarget {
  readonly target: Target
  readonly members: readonly IndexedSighting[]
}

/** Relative weight; a sighting that claims to be far better than the typical one is not believed. */
function weightOf(sighting: TargetSighting, typicalErrorM: number): number {
  return Math.min(1, (typicalErrorM / sighting.errorM) ** 2)
}

function framesOf(members: readonly TargetSighting[]): Set<number> {
  return new Set(members.map(({ timeUs }) => timeUs))
}

function distanceM(
  a: { readonly northM: number; readonly eastM: number },
  b: { readonly northM: number; readonly eastM: number },
): number {
  return Math.hypot(a.northM - b.northM, a.eastM - b.eastM)
}
