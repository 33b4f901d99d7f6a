// The picture that a detector reads: rows of bytes without padding, and its grey values.

import { AirsideError } from '../airside-error.ts'

export interface Frame {
  readonly format: 'gray8' | 'rgb8'
  readonly widthPx: number
  readonly heightPx: number
  /** Row by row, `widthPx * heightPx` times 1 byte (`gray8`) or 3 (`rgb8`). */
  readonly data: Uint8Array
}

/** Throws `AS_FRAME_SIZE` when the bytes are not exactly those of the frame's size. */
export function requireFrame(frame: Frame, place = 'frame'): Frame {
  const { format, widthPx, heightPx, data } = frame
  const expectedBytes = widthPx * heightPx * (format === 'rgb8' ? 3 : 1)
  if (!(widthPx > 0 && heightPx > 0) || data.length !== expectedBytes) {
    throw new AirsideError(
      'AS_FRAME_SIZE',
      `${place}.data`,
      `length=${data.length} does not fit width=${widthPx} height=${heightPx} format=${format}`,
    )
  }
  return frame
}

/**
 * Grey values of a frame, one byte each. `gray8` is returned as it is; `rgb8` is written to `target` with the weights
 * of ITU-R BT.601 (0.299, 0.587, 0.114) in 1/256, as OpenCV's grey conversion to within one level.
 */
export function greyOf(frame: Frame, target: Uint8Array): Uint8Array {
  const { data } = frame
  if (frame.format === 'gray8') return data
  const count = frame.widthPx * frame.heightPx
  for (let pixel = 0, byte = 0; pixel < count; pixel++, byte += 3) {
    target[pixel] =
      ((data[byte] as number) * 77 + (data[byte + 1] as number) * 150 + (data[byte + 2] as number) * 29) >> 8
  }
  return target
}
