// How good the targets of a generated flight are: each planted spot goes with the nearest target that is near enough.

import type { GroundPoint } from '../geolocation/ground-intersection.ts'
import type { FlightScore } from '../outputs/flight-report.ts'
import type { GeneratedFlight } from './generated-flight.ts'
import { framesWith } from './planted-spots.ts'

/** A planted target is found by an estimate within this distance. */
export const FOUND_WITHIN_M = 1

/**
 * `frames` are the numbers of the frames that were flown: a spot that fewer than `targetFramesMin` of them show whole need not
 * be found, and is no false target if it is.
 */
export function scoreOfTargets(
  flight: GeneratedFlight,
  frames: readonly number[],
  targets: readonly GroundPoint[],
): FlightScore {
  const views = frames.map((index) => flight.viewAt(index))
  const planted = flight.spots.filter((spot) => spot.kind === 'target')
  const pairs = planted
    .flatMap((spot) =>
      targets.map((target) => ({
        spot,
        target,
        errorM: Math.hypot(target.northM - spot.northM, target.eastM - spot.eastM),
      })),
    )
    .filter(({ errorM }) => errorM <= FOUND_WITHIN_M)
    .sort((a, b) => a.errorM - b.errorM)
  const errorOf = new Map<GroundPoint, number>()
  const matched = new Set<GroundPoint>()
  for (const { spot, target, errorM } of pairs) {
    if (errorOf.has(spot) || matched.has(target)) continue
    errorOf.set(spot, errorM)
    matched.add(target)
  }
  const required = planted.filter((spot) => framesWith(spot, views) >= flight.options.targetFramesMin)
  const errorsM = required.flatMap((spot) => errorOf.get(spot) ?? [])
  return {
    planted: required.length,
    found: errorsM.length,
    false: targets.length - matched.size,
    meanErrorM: errorsM.length === 0 ? 0 : errorsM.reduce((sum, errorM) => sum + errorM, 0) / errorsM.length,
    maxErrorM: Math.max(0, ...errorsM),
  }
}
