// All files of a finished flight, in the folder that the user named.

import { join } from 'node:path'
import { type FlightReport, requireReport } from './flight-report.ts'
import { mapPage } from './map/page.ts'
import { resultJson } from './result-json.ts'
import { sightingsCsv } from './sightings-csv.ts'
import { targetsGeojson } from './targets-geojson.ts'
import { targetsKml } from './targets-kml.ts'
import { writeAtomically } from './write-atomically.ts'

/**
 * Writes `targets.geojson`, `targets.kml`, `sightings.csv`, `map.html` and, last, `result.json`: where that one is,
 * the others are complete. Returns the paths. Throws `AS_REPORT` before anything is written, and `AS_OUTPUT`.
 */
export function writeOutputs(folder: string, report: FlightReport): string[] {
  requireReport(report)
  const texts = {
    'targets.geojson': targetsGeojson(report),
    'targets.kml': targetsKml(report),
    'sightings.csv': sightingsCsv(report),
    'map.html': mapPage(report),
    'result.json': resultJson(report),
  }
  return Object.entries(texts).map(([name, text]) => {
    const path = join(folder, name)
    writeAtomically(path, text)
    return path
  })
}
