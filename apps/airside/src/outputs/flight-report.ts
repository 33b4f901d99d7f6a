// Everything that the outputs are written from: plain data in metres about one home. Types and checks only.

import { AirsideError } from '../airside-error.ts'
import type { GroundPoint } from '../geolocation/ground-intersection.ts'
import type { GlobalPosition } from '../geometry/geodesy.ts'

export interface FlightReport {
  /** What was flown, for people: the recording's name or the seed. */
  readonly title: string
  readonly home: GlobalPosition
  readonly track: readonly TrackSample[]
  readonly footprints: readonly FrameFootprint[]
  readonly sightings: readonly ReportSighting[]
  /** In the order in which they are numbered, from 1. */
  readonly targets: readonly ReportTarget[]
  readonly score?: FlightScore
  /** Names of the labels for people, `labelNames[label]`; a label without a name is shown as its number. */
  readonly labelNames?: readonly string[]
}

/** Where the vehicle was; sound samples only. */
export interface TrackSample extends GroundPoint {
  readonly timeUs: number
  readonly heightM: number
  readonly yawRad: number
}

/** The ground that a frame shows. */
export interface FrameFootprint {
  readonly frame: string
  readonly timeUs: number
  /** Top left, top right, bottom left, bottom right of the stored image, as `Geolocator.footprint` gives them. */
  readonly corners: readonly GroundPoint[]
  /** The reduced picture as a data URI, drawn on the ground. */
  readonly picture?: string
  /** What is to be said about this frame, such as that it was turned. */
  readonly note?: string
}

export interface ReportSighting extends GroundPoint {
  readonly frame: string
  readonly timeUs: number
  readonly errorM: number
  readonly label: number
  readonly confidence: number
  /** Index of its target, or -1. */
  readonly target: number
}

export interface ReportTarget extends GroundPoint {
  readonly label: number
  readonly sightings: number
  readonly spreadM: number
  /** A picture of it as a data URI. */
  readonly thumbnail?: string
}

/** Against the known truth of a generated flight. */
export interface FlightScore {
  readonly planted: number
  readonly found: number
  readonly false: number
  readonly meanErrorM: number
  readonly maxErrorM: number
}

/** Name of a label for people. */
export function labelName(report: Pick<FlightReport, 'labelNames'>, label: number): string {
  return report.labelNames?.[label] ?? `label ${label}`
}

/** Throws `AS_REPORT` naming the first number that is not finite and the first picture that is no data URI. */
export function requireReport(report: FlightReport): FlightReport {
  requireFinite('home', report.home)
  const lists = { track: report.track, sightings: report.sightings, targets: report.targets }
  for (const [name, list] of Object.entries(lists)) {
    for (const [index, item] of list.entries()) requireFinite(`${name}[${index}]`, item)
  }
  if (report.score) requireFinite('score', report.score)
  for (const [index, { corners, picture, timeUs }] of report.footprints.entries()) {
    const place = `footprints[${index}]`
    requireFinite(place, { timeUs })
    if (corners.length !== 4) refuse(`${place}.corners`, `count=${corners.length} must be 4`)
    for (const corner of corners) requireFinite(`${place}.corners`, corner)
    requirePicture(`${place}.picture`, picture)
  }
  for (const [index, { thumbnail }] of report.targets.entries())
    requirePicture(`targets[${index}].thumbnail`, thumbnail)
  return report
}

function requireFinite(place: string, item: object): void {
  for (const [key, value] of Object.entries(item)) {
    if (typeof value === 'number' && !Number.isFinite(value)) refuse(`${place}.${key}`, `value=${value} is not finite`)
  }
}

const PICTURE = /^data:image\/(png|jpeg|webp);base64,[A-Za-z0-9+/=]+$/

function requirePicture(place: string, picture: string | undefined): void {
  if (picture === undefined || PICTURE.test(picture)) return
  refuse(place, 'is not a data URI of a PNG, JPEG or WebP; outputs must open without a network')
}

function refuse(place: string, what: string): never {
  throw new AirsideError('AS_REPORT', `report.${place}`, what)
}
