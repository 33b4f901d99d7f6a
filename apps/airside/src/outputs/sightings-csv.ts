// `sightings.csv`: one line per sighting, before clustering, by RFC 4180.

import { LocalFrame } from '../geometry/geodesy.ts'
import { isoTime, roundedPosition } from './fixed-decimals.ts'
import type { FlightReport } from './flight-report.ts'

const COLUMNS = [
  'frame',
  'time_us',
  'time_utc',
  'latitude_deg',
  'longitude_deg',
  'north_m',
  'east_m',
  'error_m',
  'label',
  'confidence',
  'target',
]

/** The text of `sightings.csv`; `target` is the target's number, empty for none. */
export function sightingsCsv(report: FlightReport): string {
  const local = new LocalFrame(report.home)
  const lines = report.sightings.map((sighting) => {
    const { latitude, longitude } = roundedPosition(local, sighting)
    return [
      quoted(sighting.frame),
      sighting.timeUs,
      isoTime(sighting.timeUs),
      latitude.toFixed(7),
      longitude.toFixed(7),
      sighting.northM.toFixed(3),
      sighting.eastM.toFixed(3),
      sighting.errorM.toFixed(3),
      sighting.label,
      sighting.confidence.toFixed(3),
      sighting.target < 0 ? '' : sighting.target + 1,
    ].join(',')
  })
  return `${[COLUMNS.join(','), ...lines].join('\n')}\n`
}

// A name that starts like a formula would be run by a spreadsheet, so it gets a leading apostrophe.
function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
