// Writes down every frame as it comes and, after the last one, all files of the flight.
//
// What it keeps grows with the flight, so it lies in a journal beside the outputs, and the declared state is the length of
// it: whoever takes over cuts the journal to the committed length and goes on. Every frame stands in it once.

import { defineWorker } from 'kahnveyor'
import { AirsideError } from '../airside-error.ts'
import { Summary, Survey } from '../messages.ts'
import { FlightJournal, type JournalPosition } from '../outputs/flight-journal.ts'
import { type ReportFacts, reportOfJournal } from '../outputs/report-of-journal.ts'
import { summaryOfReport } from '../outputs/summary-of-report.ts'
import { writeOutputs } from '../outputs/write-outputs.ts'

export type OutputsArgs = ReportFacts

/** What the outputs `report` after every frame. */
export interface OutputsProgress {
  readonly frames: number
  readonly sightings: number
  readonly targets: number
}

export default defineWorker(import.meta.url, {
  inputs: { surveys: Survey },
  outputs: { summary: Summary },
  setup: (facts: OutputsArgs, context) => {
    const folder = context.runDirectory
    if (folder === undefined) {
      throw new AirsideError('AS_OUTPUT', 'outputs', 'the run has no folder to write to; give one with --out')
    }
    return { facts, folder, journal: new FlightJournal(folder), report: context.report.bind(context) }
  },
  state: {
    maxBytes: 256,
    snapshot: ({ journal }): JournalPosition => journal.position,
    restore: ({ journal }, position) => journal.goOnAt(position),
  },
  fire: ({ journal, report }, { surveys: { located, estimate, unusedSightings } }) => {
    if (located !== undefined) journal.appendFrame(located, unusedSightings)
    if (estimate !== undefined) journal.noteEstimate(estimate, located === undefined)
    const { frames, sightings, targets } = journal.position
    report({ frames, sightings, targets } satisfies OutputsProgress)
  },
  finish: async ({ facts, folder, journal }, out) => {
    const entries = journal.read()
    const report = await reportOfJournal(facts, entries)
    writeOutputs(folder, report)
    out.summary.put(summaryOfReport(report, entries))
  },
  teardown: ({ journal }) => journal.close(),
})
