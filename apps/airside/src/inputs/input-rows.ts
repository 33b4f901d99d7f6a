// What every input of the airside pipeline delivers: frames and telemetry, two streams with times of their own. Types
// only; the inputs themselves are the other files of this folder and of flight/.

/** One measurement of where the vehicle is and how it is turned. */
export interface TelemetryRow {
  readonly timeUs: number
  readonly latitudeDeg: number
  readonly longitudeDeg: number
  /** Metres above home; ground is 0. */
  readonly relativeAltitudeM: number
  readonly yawRad: number
  readonly pitchRad: number
  readonly rollRad: number
}

/** A frame that can be read: what is known without decoding it. */
export interface FrameEntry {
  readonly index: number
  /** File name, or the frame's number where there is no file. */
  readonly name: string
  readonly timeUs: number
  readonly widthPx: number
  readonly heightPx: number
}

/** Rows of pixels without padding; a pixel of `gray8` has 1 byte, of `rgb8` 3. */
export type PixelFormat = 'gray8' | 'rgb8'

/** Bytes of one pixel in this format. */
export function channelsOf(format: PixelFormat): number {
  return format === 'gray8' ? 1 : 3
}
