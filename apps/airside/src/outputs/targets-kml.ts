// `targets.kml` (OGC KML 2.2): targets as placemarks on the ground, the track as a line at its height.

import { LocalFrame } from '../geometry/geodesy.ts'
import { escapeMarkup, rounded, roundedPosition } from './fixed-decimals.ts'
import { type FlightReport, labelName } from './flight-report.ts'

/** The text of `targets.kml`; coordinates are longitude, latitude, height. */
export function targetsKml(report: FlightReport): string {
  const local = new LocalFrame(report.home)
  const place = (point: { northM: number; eastM: number }, heightM: number) => {
    const { latitude, longitude } = roundedPosition(local, point)
    return `${longitude},${latitude},${rounded(heightM, 2)}`
  }
  const placemarks = report.targets.map((target, index) => {
    const name = labelName(report, target.label)
    const { latitude, longitude } = roundedPosition(local, target)
    const text = `${name}, ${target.sightings} sightings, spread ${target.spreadM.toFixed(2)} m, ${latitude}, ${longitude}`
    return [
      '    <Placemark>',
      `      <name>Target ${index + 1}</name>`,
      `      <description>${escapeMarkup(text)}</description>`,
      '      <styleUrl>#target</styleUrl>',
      `      <Point><altitudeMode>clampToGround</altitudeMode><coordinates>${place(target, 0)}</coordinates></Point>`,
      '    </Placemark>',
    ].join('\n')
  })
  const line = report.track.map((sample) => place(sample, sample.heightM)).join(' ')
  const track = [
    '    <Placemark>',
    '      <name>Track</name>',
    '      <styleUrl>#track</styleUrl>',
    `      <LineString><altitudeMode>relativeToGround</altitudeMode><coordinates>${line}</coordinates></LineString>`,
    '    </Placemark>',
  ].join('\n')
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<kml xmlns="http://www.opengis.net/kml/2.2">',
    '  <Document>',
    `    <name>${escapeMarkup(report.title)}</name>`,
    '    <Style id="target"><IconStyle><color>ff3a4ae5</color><scale>1.2</scale></IconStyle></Style>',
    '    <Style id="track"><LineStyle><color>ffc08a2e</color><width>2</width></LineStyle></Style>',
    ...placemarks,
    ...(report.track.length < 2 ? [] : [track]),
    '  </Document>',
    '</kml>',
  ].join('\n')}\n`
}
