// The warm things on the ground: targets that a search must find, and distractors that it must not. This is the
// known truth of a generated flight.

import { AirsideError } from '../airside-error.ts'
import type { FlightOptions } from './flight-options.ts'
import type { FlightView } from './flight-view.ts'
import { fieldToNorthEast } from './lawn-mower-track.ts'
import { RandomStream, randomBetween } from './seeded-random.ts'

/** A round warm spot: grey values `rise * (1 - (r / radius)^2)^2` above the ground around it. */
export interface PlantedSpot {
  readonly kind: 'target' | 'too-small' | 'too-dim'
  readonly northM: number
  readonly eastM: number
  readonly radiusM: number
  readonly riseGrey: number
}

/**
 * Places all spots. A target lies at least `targetSpacingM` from every other and whole inside `targetFramesMin` of the
 * views; a distractor at least 8 m from every spot. Throws `AS_FLIGHT_TARGETS` where the field has no room.
 */
export function plantSpots(options: FlightOptions, views: readonly FlightView[]): PlantedSpot[] {
  const spots: PlantedSpot[] = []
  for (let tried = 0, targets = 0; targets < options.targetCount; tried++) {
    if (tried === TRIES_MAX) {
      throw new AirsideError(
        'AS_FLIGHT_TARGETS',
        'flight.targetCount',
        `only ${targets} of ${options.targetCount} targets fit on the field; lower it or targetSpacingM, or fly more lanes`,
      )
    }
    const spot = candidate(options, tried, 'target')
    if (!isClear(spot, spots, options.targetSpacingM)) continue
    if (framesWith(spot, views) < options.targetFramesMin) continue
    spots.push(spot)
    targets += 1
  }
  let distractors = 0
  for (let tried = 0; distractors < options.distractorCount && tried < TRIES_MAX; tried++) {
    const kind = distractors % 2 === 0 ? 'too-small' : 'too-dim'
    const spot = candidate(options, TRIES_MAX + tried, kind)
    if (!isClear(spot, spots, DISTRACTOR_SPACING_M)) continue
    spots.push(spot)
    distractors += 1
  }
  return spots
}

/** In how many views the spot lies whole inside the image. */
export function framesWith(spot: PlantedSpot, views: readonly FlightView[]): number {
  let frames = 0
  for (const view of views) {
    const pixel = view.pixelOf(spot.northM, spot.eastM)
    if (!pixel) continue
    const { widthPx, heightPx, focalXPx } = view.camera
    const marginPx = (1.2 * spot.radiusM * focalXPx) / -view.pose.downM
    const inside = pixel.xPx > marginPx && pixel.xPx < widthPx - marginPx
    if (inside && pixel.yPx > marginPx && pixel.yPx < heightPx - marginPx) frames += 1
  }
  return frames
}

const TRIES_MAX = 5000
const DISTRACTOR_SPACING_M = 8

function candidate(options: FlightOptions, index: number, kind: PlantedSpot['kind']): PlantedSpot {
  const random = (use: number, minimum: number, maximum: number) =>
    randomBetween(options.seed, RandomStream.spot, 8 * index + use, minimum, maximum)
  const alongM = random(0, 0, options.laneLengthM)
  const acrossM = random(1, 0, (options.laneCount - 1) * options.laneSpacingM)
  const place = fieldToNorthEast(alongM, acrossM)
  switch (kind) {
    case 'target':
      return { kind, ...place, radiusM: random(2, 0.9, 1.1), riseGrey: random(3, 135, 160) }
    case 'too-small':
      return { kind, ...place, radiusM: random(2, 0.18, 0.24), riseGrey: random(3, 110, 140) }
    case 'too-dim':
      return { kind, ...place, radiusM: random(2, 0.8, 1.3), riseGrey: random(3, 14, 22) }
  }
}

function isClear(spot: PlantedSpot, others: readonly PlantedSpot[], spacingM: number): boolean {
  return others.every((other) => Math.hypot(other.northM - spot.northM, other.eastM - spot.eastM) >= spacingM)
}
