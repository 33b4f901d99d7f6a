import { LocalFrame } from '../geometry/geodesy.ts'
import { roundedPosition } from './fixed-decimals.ts'
import type { JournalEntries } from './flight-journal.ts'
import { type FlightReport, labelName } from './flight-report.ts'
import type { FlightSummary, FrameList } from './flight-summary.ts'

const NAMED_MAX = 5

export function summaryOfReport(report: FlightReport, { frames }: JournalEntries): FlightSummary {
  const local = new LocalFrame(report.home)
  const sum = (of: (frame: JournalEntries['frames'][number]) => number) =>
    frames.reduce((total, frame) => total + of(frame), 0)
  return {
    frames: frames.length,
    broken: listOf(frames.flatMap(({ frame, fault }) => (fault === undefined ? [] : [{ frame, reason: fault }]))),
    unplaced: listOf(
      frames.flatMap(({ frame, pose }) => (pose ? [] : [{ frame, reason: 'no telemetry close enough to its time' }])),
    ),
    sightings: report.sightings.length,
    unusedSightings: sum((frame) => frame.unusedSightings),
    leftOut: sum((frame) => frame.leftOut),
    targets: report.targets.map((target) => ({
      ...roundedPosition(local, target),
      label: labelName(report, target.label),
      sightings: target.sightings,
      spreadM: target.spreadM,
    })),
    ...(report.score && { score: report.score }),
  }
}

function listOf(all: FrameList['first']): FrameList {
  return { count: all.length, first: all.slice(0, NAMED_MAX) }
}
