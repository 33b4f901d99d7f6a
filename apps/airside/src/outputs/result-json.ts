// `result.json`: the targets and, where the truth is known, the score. The one output that other programs read.

import { LocalFrame } from '../geometry/geodesy.ts'
import { rounded, roundedPosition } from './fixed-decimals.ts'
import type { FlightReport } from './flight-report.ts'

/** The text of `result.json`; equal reports give equal bytes. */
export function resultJson(report: FlightReport): string {
  const local = new LocalFrame(report.home)
  const { score } = report
  const result = {
    targets: report.targets.map((target) => ({
      ...roundedPosition(local, target),
      label: target.label,
      sightings: target.sightings,
      spreadM: rounded(target.spreadM, 3),
    })),
    ...(score && {
      score: {
        planted: score.planted,
        found: score.found,
        false: score.false,
        meanErrorM: rounded(score.meanErrorM, 3),
        maxErrorM: rounded(score.maxErrorM, 3),
      },
    }),
  }
  return `${JSON.stringify(result, null, 2)}\n`
}
