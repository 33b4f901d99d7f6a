// Finds photos that somebody turned by 180 degrees after the flight without the angles in their metadata. The metadata
// cannot tell: the proof is whether a photo shows the same ground as its neighbours, as stored or turned.

import { type GroundPicture, groundAgreement } from './ground-agreement.ts'

/** What the pictures say about one photo. */
export interface TurnVerdict {
  readonly turned: boolean
  /** Photos that share enough ground with this one to compare. */
  readonly neighbourCount: number
  /** Mean correlation with the neighbours, -1 to 1: the rows as they are stored, and turned by 180 degrees. */
  readonly agreementStored: number
  readonly agreementTurned: number
}

/**
 * Compares every photo with all that show the same ground, and takes the set of turns under which they agree best. A
 * photo that overlaps no other is taken as it is.
 *
 * A wrong turn mirrors a photo's ground about its own centre, so two photos that are both wrong do not agree either:
 * the pictures decide alone, without a majority and without a doubt raised by metadata.
 */
export function findTurnedPhotos(pictures: readonly GroundPicture[]): TurnVerdict[] {
  const pairs = comparePairs(pictures)
  const turned = settle(pictures.length, pairs)
  return pictures.map((_, index) => {
    const own = pairs.filter((pair) => pair.first === index || pair.second === index)
    const mean = (turnedSelf: boolean) =>
      own.length === 0
        ? 0
        : own.reduce((sum, pair) => sum + agreementIf(pair, turned, index, turnedSelf), 0) / own.length
    return {
      turned: turned[index]!,
      neighbourCount: own.length,
      agreementStored: mean(false),
      agreementTurned: mean(true),
    }
  })
}

/** Correlation of two photos for the four ways to take them: index 1 is the first turned, 2 the second, 3 both. */
interface Pair {
  readonly first: number
  readonly second: number
  readonly agreements: readonly number[]
}

/** Below this no way shows the same ground: water, or the overlap is too small to say. */
const AGREEMENT_MIN = 0.35
/** A photo is turned only if its neighbours agree this much better then, as a sum over them. */
const GAIN_MIN = 0.1

function comparePairs(pictures: readonly GroundPicture[]): Pair[] {
  const pairs: Pair[] = []
  for (let first = 0; first < pictures.length; first++) {
    for (let second = first + 1; second < pictures.length; second++) {
      const agreements = WAYS.map(([firstTurned, secondTurned]) =>
        groundAgreement(pictures[first]!, pictures[second]!, firstTurned, secondTurned),
      )
      if (!agreements.every((value) => value !== undefined)) continue
      if (Math.max(...agreements) >= AGREEMENT_MIN) pairs.push({ first, second, agreements })
    }
  }
  return pairs
}

const WAYS = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const

// Changes the photo that gains most, until none gains. Each change raises the sum of all agreements, so it ends.
function settle(count: number, pairs: readonly Pair[]): boolean[] {
  const turned = Array.from({ length: count }, () => false)
  for (;;) {
    const gains = turned.map((now, index) =>
      pairs
        .filter((pair) => pair.first === index || pair.second === index)
        .reduce((sum, pair) => {
          return sum + agreementIf(pair, turned, index, !now) - agreementIf(pair, turned, index, now)
        }, 0),
    )
    const best = gains.indexOf(Math.max(...gains))
    if (best < 0 || gains[best]! < GAIN_MIN) return turned
    turned[best] = !turned[best]
  }
}

function agreementIf(pair: Pair, turned: readonly boolean[], index: number, turnedSelf: boolean): number {
  const first = pair.first === index ? turnedSelf : turned[pair.first]!
  const second = pair.second === index ? turnedSelf : turned[pair.second]!
  return pair.agreements[(first ? 1 : 0) + (second ? 2 : 0)]!
}
