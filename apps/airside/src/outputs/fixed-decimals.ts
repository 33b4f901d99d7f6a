// Numbers as they stand in files: so many decimals and no more, the same in every run.

import type { GroundPoint } from '../geolocation/ground-intersection.ts'
import type { LocalFrame } from '../geometry/geodesy.ts'

/** 1e-7 degrees is 1 cm on the ground. */
const DEGREE_DECIMALS = 7

/** The nearest number with this many decimals; never -0, which would print as another text than 0. */
export function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals)) + 0
}

/** Latitude and longitude of a place on the ground, rounded for files. */
export function roundedPosition(local: LocalFrame, place: GroundPoint): { latitude: number; longitude: number } {
  const { latitudeDeg, longitudeDeg } = local.toGlobal({ northM: place.northM, eastM: place.eastM, downM: 0 })
  return { latitude: rounded(latitudeDeg, DEGREE_DECIMALS), longitude: rounded(longitudeDeg, DEGREE_DECIMALS) }
}

/** Microseconds as ISO 8601 in UTC, to the millisecond. */
export function isoTime(timeUs: number): string {
  return new Date(Math.round(timeUs / 1000)).toISOString()
}

/** Text made safe for XML and HTML, in content and in quoted attributes. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`).replace(CONTROL_SIGNS, ' ')
}

// XML 1.0 has no way to write these, not even as references.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const CONTROL_SIGNS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g
