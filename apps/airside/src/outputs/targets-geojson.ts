// `targets.geojson` by RFC 7946: the targets as points and the track as a line, longitude before latitude.

import { LocalFrame } from '../geometry/geodesy.ts'
import { rounded, roundedPosition } from './fixed-decimals.ts'
import { type FlightReport, labelName } from './flight-report.ts'

/** The text of `targets.geojson`. */
export function targetsGeojson(report: FlightReport): string {
  const local = new LocalFrame(report.home)
  const position = (place: { northM: number; eastM: number }) => {
    const { latitude, longitude } = roundedPosition(local, place)
    return [longitude, latitude]
  }
  const targets = report.targets.map((target, index) => ({
    type: 'Feature',
    id: index + 1,
    geometry: { type: 'Point', coordinates: position(target) },
    properties: {
      kind: 'target',
      name: `Target ${index + 1}`,
      label: target.label,
      labelName: labelName(report, target.label),
      sightings: target.sightings,
      spreadM: rounded(target.spreadM, 3),
    },
  }))
  // A line needs two positions.
  const track =
    report.track.length < 2
      ? []
      : [
          {
            type: 'Feature',
            geometry: { type: 'LineString', coordinates: report.track.map(position) },
            properties: { kind: 'track', name: report.title },
          },
        ]
  const features = [...targets, ...track].map((feature) => `    ${JSON.stringify(feature)}`)
  return `{\n  "type": "FeatureCollection",\n  "features": [\n${features.join(',\n')}\n  ]\n}\n`
}
