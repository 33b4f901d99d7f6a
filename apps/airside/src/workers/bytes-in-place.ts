import type { Frame } from '../detection/frame.ts'

/** What a view of an image gives; its bytes may be read, not written. */
export interface ImageInPlace {
  readonly width: number
  readonly height: number
  readonly format: 'gray8' | 'rgb8'
  readonly data: { readonly buffer: ArrayBufferLike; readonly byteOffset: number; readonly byteLength: number }
}

/** The same bytes as a frame, for code that asks for a `Uint8Array`; valid as long as the view. */
export function frameInPlace({ width, height, format, data }: ImageInPlace): Frame {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  return { format, widthPx: width, heightPx: height, data: bytes }
}
