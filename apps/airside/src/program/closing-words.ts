// What the terminal ends with: what was found, how good it is, what was wrong with the input, and where every item went.

import { relative } from 'node:path'
import type { Ledger } from 'kahnveyor'
import { FOUND_WITHIN_M } from '../flight/score.ts'
import type { FlightScore } from '../outputs/flight-report.ts'
import type { FlightSummary } from '../outputs/flight-summary.ts'
import type { FlownFlight } from './fly.ts'
import { textTable } from './text-table.ts'

/** Without a line break at the end. */
export function closingWords(flown: FlownFlight): string {
  const { recording, summary, result, seconds } = flown
  const frames = summary?.frames ?? 0
  const pace = `${frames} of ${recording.frames.length} frames in ${seconds.toFixed(1)} s (${(frames / seconds).toFixed(0)} frames/s)`
  return [
    `${recording.title}: ${pace}`,
    ...notes(flown).map((note) => `  ${note}`),
    '',
    ...(summary === undefined
      ? ['The run was ended before the outputs were written: no result.']
      : [...targetLines(flown, summary)]),
    '',
    ledgerTable(result.ledger),
    '',
    `${summary === undefined ? 'Log' : 'Map'}: ${relative('', flown.folder) || '.'}/${summary === undefined ? 'run.log' : 'map.html'}`,
  ].join('\n')
}

/** The score in words. */
export function scoreWords({ planted, found, false: wrong, meanErrorM, maxErrorM }: FlightScore): string {
  const none = wrong === 0 ? 'none false' : `${wrong} false`
  if (planted === 0) return `no planted target was flown over, ${none}`
  const share = found === planted ? `all ${planted}` : `only ${found} of ${planted}`
  const errors = found === 0 ? '' : ` (mean error ${meanErrorM.toFixed(2)} m, largest ${maxErrorM.toFixed(2)} m)`
  return `${share} planted targets found within ${FOUND_WITHIN_M.toFixed(1)} m, ${none}${errors}`
}

/** Items that no worker could work off. */
export function givenUp({ queues }: Ledger): number {
  return queues.reduce((sum, { deadLettered }) => sum + deadLettered, 0)
}

export function isGoodScore(score: FlightScore): boolean {
  return score.found === score.planted && score.false === 0
}

function notes({ recording, result, summary, telemetryFaults, framesOutside }: FlownFlight): string[] {
  const said: string[] = []
  if (result.outcome !== 'finished')
    said.push(`The run was ${result.outcome} before its end: what follows is a part of the flight.`)
  for (const { name, note } of recording.frames) if (note !== undefined) said.push(`${name}: ${note}`)
  for (const { name, reason } of recording.unreadable) said.push(`${name} is left out: ${reason}`)
  const faults = [...telemetryFaults].sort(([a], [b]) => (a < b ? -1 : 1)).map(([fault, count]) => `${count} ${fault}`)
  if (faults.length > 0) said.push(`Telemetry that cannot be true was not used: ${faults.join(', ')} (each in run.log)`)
  if (framesOutside > 0) said.push(`${framesOutside} frames lie before or after all telemetry and were left out`)
  if (result.restarts > 0) said.push(`Workers died and were replaced ${result.restarts} times (run.log)`)
  const given = givenUp(result.ledger)
  if (given > 0) said.push(`FAILED: ${given} items were given up after repeated errors (run.log)`)
  if (summary !== undefined) said.push(...inputNotes(summary))
  return said
}

function inputNotes({ broken, unplaced, unusedSightings, leftOut }: FlightSummary): string[] {
  const said: string[] = []
  const list = (what: string, { count, first }: FlightSummary['broken']) => {
    if (count === 0) return
    const more = count > first.length ? ` and ${count - first.length} more` : ''
    said.push(
      `${count} ${count === 1 ? 'frame' : 'frames'} ${what}: ${first.map(({ frame }) => frame).join(', ')}${more}`,
    )
    for (const { frame, reason } of first) said.push(`  ${frame}: ${reason}`)
  }
  list('could not be read', broken)
  list('had no place', unplaced)
  if (unusedSightings > 0)
    said.push(`${unusedSightings} sightings came after the most that are kept; targets are of the ones before`)
  if (leftOut > 0) said.push(`${leftOut} detections were left out of frames that had too many`)
  return said
}

function targetLines({ recording }: FlownFlight, summary: FlightSummary): string[] {
  const { targets, score } = summary
  if (recording.detector === undefined) return ['Nothing is looked for in photos: the map shows where they lie.']
  const table = textTable(
    ['target', 'what', 'latitude', 'longitude', 'sightings', 'spread'],
    targets.map((target, index) => [
      String(index + 1),
      target.label,
      target.latitude.toFixed(7),
      target.longitude.toFixed(7),
      String(target.sightings),
      `${target.spreadM.toFixed(2)} m`,
    ]),
  )
  return [
    targets.length === 0 ? 'No target was found.' : table,
    ...(score === undefined ? [] : ['', `${isGoodScore(score) ? 'Good' : 'FAILED'}: ${scoreWords(score)}`]),
  ]
}

function ledgerTable({ queues, balanced }: Ledger): string {
  const table = textTable(
    ['queue', 'in', 'out', 'dropped', 'dead', 'queued'],
    queues.map((entry) => [
      entry.queue,
      ...[entry.in, entry.out, entry.dropped, entry.deadLettered, entry.queued].map(String),
    ]),
  )
  return `${table}\n${balanced ? 'Every item is accounted for.' : 'THE LEDGER DOES NOT ADD UP.'}`
}
