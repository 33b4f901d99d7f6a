// What the terminal tells about a finished flight. Plain data.

import type { FlightScore } from './flight-report.ts'

export interface FlightSummary {
  /** Frames that came to the outputs. */
  readonly frames: number
  readonly broken: FrameList
  /** Frames without a place, because telemetry had a hole around them. */
  readonly unplaced: FrameList
  readonly sightings: number
  /** Sightings after the most that are kept. */
  readonly unusedSightings: number
  /** Detections beyond the most of one frame. */
  readonly leftOut: number
  readonly targets: readonly SummaryTarget[]
  readonly score?: FlightScore
}

/** How many, and the first of them with the reason. */
export interface FrameList {
  readonly count: number
  readonly first: readonly { readonly frame: string; readonly reason: string }[]
}

export interface SummaryTarget {
  readonly latitude: number
  readonly longitude: number
  readonly label: string
  readonly sightings: number
  readonly spreadM: number
}
