// From what has been written down during a flight to the report that all files are made from.

import type { FlightOptions } from '../flight/flight-options.ts'
import { GeneratedFlight } from '../flight/generated-flight.ts'
import { scoreOfTargets } from '../flight/score.ts'
import type { GlobalPosition } from '../geometry/geodesy.ts'
import type { JournalEntries, JournalSighting } from './flight-journal.ts'
import type { FlightReport, FrameFootprint, ReportSighting, ReportTarget } from './flight-report.ts'
import { thumbnailOf } from './thumbnail.ts'

/** What is known before the flight; plain data. */
export interface ReportFacts {
  readonly title: string
  readonly home: GlobalPosition
  readonly labelNames: readonly string[]
  /** The flight that was generated, for its truth; null for a recorded one. */
  readonly generated: Partial<FlightOptions> | null
}

export async function reportOfJournal(facts: ReportFacts, { frames, estimate }: JournalEntries): Promise<FlightReport> {
  const seen = frames.flatMap((frame) => frame.sightings.map((sighting) => ({ frame, sighting })))
  const sightings = seen.map(
    ({ frame, sighting: { crop: _, ...sighting } }, index): ReportSighting => ({
      ...sighting,
      frame: frame.frame,
      timeUs: frame.timeUs,
      target: estimate.targetOf[index] ?? -1,
    }),
  )
  const targets = await Promise.all(
    estimate.targets.map(async ({ northM, eastM, label, sightings: count, spreadM }, number): Promise<ReportTarget> => {
      const best = bestSighting(
        seen.map(({ sighting }) => sighting).filter((_, index) => estimate.targetOf[index] === number),
      )
      const thumbnail = best && (await thumbnailOfCrop(best.crop))
      return { northM, eastM, label, sightings: count, spreadM, ...(thumbnail !== undefined && { thumbnail }) }
    }),
  )
  const { title, home, labelNames, generated } = facts
  return {
    title,
    home,
    labelNames,
    track: frames.flatMap(({ timeUs, pose }) =>
      pose ? [{ timeUs, northM: pose.northM, eastM: pose.eastM, heightM: -pose.downM, yawRad: pose.yawRad }] : [],
    ),
    footprints: frames.flatMap(({ frame, timeUs, footprint, picture, note, fault }): FrameFootprint[] => {
      if (footprint === undefined) return []
      const corners = [0, 2, 4, 6].map((at) => ({ northM: footprint[at]!, eastM: footprint[at + 1]! }))
      const said = fault === undefined ? note : 'its picture could not be read'
      return [
        {
          frame,
          timeUs,
          corners,
          ...(picture !== undefined && { picture }),
          ...(said !== undefined && { note: said }),
        },
      ]
    }),
    sightings,
    targets,
    ...(generated && {
      score: scoreOfTargets(
        new GeneratedFlight(generated),
        frames.map(({ index }) => index),
        targets,
      ),
    }),
  }
}

/** Whole rather than cut by the border, and of those the one with the smallest error. */
function bestSighting(sightings: readonly JournalSighting[]): JournalSighting | undefined {
  return sightings.toSorted((a, b) => b.confidence - a.confidence || a.errorM - b.errorM)[0]
}

function thumbnailOfCrop(crop: string): Promise<string> {
  const data = Buffer.from(crop, 'base64')
  const edge = Math.round(Math.sqrt(data.length))
  const frame = { format: 'gray8', widthPx: edge, heightPx: edge, data } as const
  return thumbnailOf(frame, { centreXPx: edge / 2, centreYPx: edge / 2, reachPx: edge / 2 })
}
