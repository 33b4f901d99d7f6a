// The frames that every input of the pipeline delivers, beside a stream of merge/telemetry.ts with times of its own. Types
// only; the inputs themselves are the other files of this folder and of flight/.

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
