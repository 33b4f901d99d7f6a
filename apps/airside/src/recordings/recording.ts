// What a flight is for the pipeline, wherever it comes from: frames and telemetry, each with times of its own, and what is
// known about the camera. Types only.

import type { CameraIntrinsics } from '../camera/intrinsics.ts'
import type { CameraMount } from '../camera/mount.ts'
import type { BrightSpotOptions } from '../detection/bright-spot-options.ts'
import type { Rectangle } from '../detection/region.ts'
import type { FlightOptions } from '../flight/flight-options.ts'
import type { PoseUncertainty } from '../geolocation/sighting-error.ts'
import type { GlobalPosition } from '../geometry/geodesy.ts'
import type { Attitude } from '../geometry/rotation.ts'
import type { FrameEntry, PixelFormat } from '../inputs/frame-entry.ts'
import type { TelemetrySample } from '../merge/telemetry.ts'

/** Where a recording is; plain data, so that every worker can open it for itself. */
export type RecordingSource =
  | { readonly kind: 'generated'; readonly flight: Partial<FlightOptions>; readonly durationS?: number }
  | { readonly kind: 'thermal'; readonly folder: string }
  | { readonly kind: 'photos'; readonly folder: string; readonly turned?: TurnedPhotos }

/** Photos that were turned by 180 degrees after the flight, and how that is known. */
export interface TurnedPhotos {
  readonly names: readonly string[]
  readonly known: 'told' | 'found'
}

export interface RecordedFrame extends FrameEntry {
  /** Index into `Recording.cameras`. */
  readonly camera: number
  readonly gimbal?: Attitude
  readonly note?: string
}

/** How frames are shown on the map. */
export interface MapPictures {
  /** Every such frame has its picture on the map. */
  readonly everyFrames: number
  readonly widthPx: number
}

export interface Recording {
  /** Opens the same recording again, without any search. */
  readonly source: RecordingSource
  /** For people. */
  readonly title: string
  readonly home: GlobalPosition
  readonly cameras: readonly CameraIntrinsics[]
  readonly mount: CameraMount
  readonly uncertainty: Partial<PoseUncertainty>
  /** What is looked for; undefined for nothing. */
  readonly detector: Partial<BrightSpotOptions> | undefined
  readonly labelNames: readonly string[]
  readonly pictures: MapPictures
  /** The part of each frame that is picture and no border; undefined for all of it. */
  readonly area: Rectangle | undefined
  readonly format: PixelFormat
  readonly frames: readonly RecordedFrame[]
  readonly telemetryCount: number
  /** Telemetry this far apart still tells where the vehicle was in between; 0 where every frame has a row of its own. */
  readonly telemetryGapUsMax: number
  /** Files that should be frames and are not. */
  readonly unreadable: readonly { readonly name: string; readonly reason: string }[]
  telemetryAt(index: number): TelemetrySample
  /** Fills `pixels` with the frame's picture. Throws `AS_IMAGE_BROKEN`. */
  readInto(index: number, pixels: Uint8Array): void | Promise<void>
}
