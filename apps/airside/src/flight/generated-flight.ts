// A whole flight made from a seed: frames and telemetry as functions of an index, and the truth about what lies on the
// ground. It stands where a recording would, on any machine and without a network.

import { AirsideError } from '../airside-error.ts'
import type { CameraIntrinsics } from '../camera/intrinsics.ts'
import { type CameraMount, nadirMount } from '../camera/mount.ts'
import { LocalFrame } from '../geometry/geodesy.ts'
import type { FrameEntry } from '../inputs/frame-entry.ts'
import type { TelemetrySample } from '../merge/telemetry.ts'
import { type FlightOptions, resolveFlightOptions } from './flight-options.ts'
import { type FlightPose, flightPoseAt } from './flight-pose.ts'
import { flightTelemetryAt } from './flight-telemetry.ts'
import { FlightView, flightIntrinsics } from './flight-view.ts'
import { FrameRenderer } from './frame-renderer.ts'
import { trackLengthM } from './lawn-mower-track.ts'
import { type PlantedSpot, plantSpots } from './planted-spots.ts'
import { RandomStream, randomBetween } from './seeded-random.ts'

/**
 * The generated flight. Cheap to make where only telemetry or truth is wanted: the tables for rendering are built by
 * the first `frameAt`.
 *
 * Every method is a pure function of the options and the index, so a worker that is replaced goes on at any index.
 */
export class GeneratedFlight {
  readonly options: FlightOptions
  readonly camera: CameraIntrinsics
  readonly mount: CameraMount = nadirMount
  readonly frameCount: number
  readonly telemetryCount: number
  /** Local metres of the flight: its home is where the first lane starts. */
  readonly localFrame: LocalFrame
  #spots: readonly PlantedSpot[] | undefined
  #renderer: FrameRenderer | undefined

  constructor(given: Partial<FlightOptions> = {}) {
    const options = resolveFlightOptions(given)
    this.options = options
    this.camera = flightIntrinsics(options)
    this.localFrame = new LocalFrame({
      latitudeDeg: options.homeLatitudeDeg,
      longitudeDeg: options.homeLongitudeDeg,
      altitudeM: options.homeAltitudeM,
    })
    const durationUs = (trackLengthM(options) / options.speedMps) * 1e6
    this.telemetryCount = Math.floor(durationUs / options.telemetryPeriodUs)
    const framesUs = durationUs - 2 * FRAME_MARGIN_US
    this.frameCount = Math.max(Math.floor(framesUs / options.framePeriodUs), 0)
  }

  /** Everything warm on the ground; those of kind `target` are what a search must find. */
  get spots(): readonly PlantedSpot[] {
    if (!this.#spots) {
      const views = Array.from({ length: this.frameCount }, (_, index) => this.viewAt(index))
      this.#spots = plantSpots(this.options, views)
    }
    return this.#spots
  }

  /** What is known of a frame without rendering it. */
  entryAt(index: number): FrameEntry {
    this.#checkIndex('frame', index, this.frameCount)
    return {
      index,
      name: `frame-${String(index).padStart(4, '0')}`,
      timeUs: this.options.startTimeUs + this.#frameOffsetUs(index),
      widthPx: this.camera.widthPx,
      heightPx: this.camera.heightPx,
    }
  }

  /** The exact camera of a frame, for judging what others make of it. */
  viewAt(index: number): FlightView {
    return new FlightView(this.camera, this.poseAt(this.entryAt(index).timeUs))
  }

  /** Where the vehicle truly was at a time. */
  poseAt(timeUs: number): FlightPose {
    return flightPoseAt(this.options, (timeUs - this.options.startTimeUs) / 1e6)
  }

  /** Renders a frame as gray8, row by row, into the first `widthPx * heightPx` bytes of `pixels`. */
  frameAt(index: number, pixels: Uint8Array): FrameEntry {
    const entry = this.entryAt(index)
    const sizeBytes = entry.widthPx * entry.heightPx
    if (pixels.length < sizeBytes) {
      throw new AirsideError(
        'AS_BUFFER_TOO_SMALL',
        entry.name,
        `sizeBytes=${pixels.length} given, ${sizeBytes} needed for ${entry.widthPx}x${entry.heightPx} gray8`,
      )
    }
    this.#renderer ??= new FrameRenderer(this.options.seed, this.spots)
    this.#renderer.render(this.viewAt(index), index, pixels)
    return entry
  }

  /** What the autopilot reported, row by row in order of time. */
  telemetryAt(index: number): TelemetrySample {
    this.#checkIndex('telemetry', index, this.telemetryCount)
    return flightTelemetryAt(this.options, this.localFrame, index)
  }

  #frameOffsetUs(index: number): number {
    const jitterUs = randomBetween(this.options.seed, RandomStream.frameTime, index, -12_000, 12_000)
    return Math.round(FRAME_MARGIN_US + index * this.options.framePeriodUs + jitterUs)
  }

  #checkIndex(what: string, index: number, count: number): void {
    if (Number.isInteger(index) && index >= 0 && index < count) return
    throw new AirsideError('AS_INDEX', `flight.${what}`, `index=${index} is not one of 0 to ${count - 1}`)
  }
}

// Telemetry goes on this long before the first frame and after the last, so that every frame lies between two rows.
const FRAME_MARGIN_US = 737_000
