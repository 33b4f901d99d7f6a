// From an image file to rows of pixels in a buffer that somebody else owns. PNG and JPEG, by sharp; the file's own
// orientation tag is not applied, because camera angles refer to the stored rows.

import { closeSync, openSync, readSync } from 'node:fs'
import sharp from 'sharp'
import { AirsideError } from '../airside-error.ts'
import { channelsOf, type PixelFormat } from './frame-entry.ts'

// Every file is read once: a cache would only hold on to memory.
sharp.cache(false)

/** What the pixels shall be; another size than the file's is reached by reducing or enlarging both axes. */
export interface PixelShape {
  readonly widthPx: number
  readonly heightPx: number
  readonly format: PixelFormat
}

/**
 * Decodes a file into the first bytes of `pixels`. Grey is `(77 R + 150 G + 29 B) / 256`, ITU-R BT.601 in whole numbers.
 *
 * Throws `AS_IMAGE_BROKEN` for a file that is damaged, cut short or no image, and `AS_BUFFER_TOO_SMALL`.
 */
export async function decodeInto(path: string, shape: PixelShape, pixels: Uint8Array): Promise<void> {
  const sizeBytes = shape.widthPx * shape.heightPx * channelsOf(shape.format)
  if (pixels.length < sizeBytes) {
    throw new AirsideError(
      'AS_BUFFER_TOO_SMALL',
      path,
      `sizeBytes=${pixels.length} given, ${sizeBytes} needed for ${shape.widthPx}x${shape.heightPx} ${shape.format}`,
    )
  }
  const rgb = await decodeRgb(path, shape.widthPx, shape.heightPx)
  if (shape.format === 'rgb8') {
    pixels.set(rgb)
    return
  }
  for (let pixel = 0, at = 0; pixel < sizeBytes; pixel++, at += 3) {
    pixels[pixel] = (77 * rgb[at]! + 150 * rgb[at + 1]! + 29 * rgb[at + 2]!) >> 8
  }
}

/** Width and height of a PNG or JPEG from its header. Throws `AS_IMAGE_BROKEN`. */
export function imageSize(path: string): { widthPx: number; heightPx: number } {
  const head = readHead(path, HEAD_BYTES)
  const size = pngSize(head) ?? jpegSize(head)
  if (size && size.widthPx > 0 && size.heightPx > 0) return size
  throw broken(path, 'its header is not that of a PNG or JPEG')
}

/** The first bytes of a file, fewer if it is shorter. Throws `AS_IMAGE_BROKEN` where it cannot be read. */
export function readHead(path: string, sizeBytes: number): Buffer {
  try {
    const file = openSync(path, 'r')
    try {
      const head = Buffer.alloc(sizeBytes)
      return head.subarray(0, readSync(file, head, 0, sizeBytes, 0))
    } finally {
      closeSync(file)
    }
  } catch (cause) {
    throw broken(path, 'it cannot be read', cause)
  }
}

/** Enough for the metadata before a JPEG's picture, thumbnails included. */
export const HEAD_BYTES = 1 << 18

async function decodeRgb(path: string, widthPx: number, heightPx: number): Promise<Buffer> {
  try {
    return await sharp(path, { failOn: 'warning' })
      .resize(widthPx, heightPx, { fit: 'fill' })
      .flatten()
      .toColourspace('srgb')
      .raw()
      .toBuffer()
  } catch (cause) {
    throw broken(path, cause instanceof Error ? cause.message.replaceAll('\n', '; ') : String(cause), cause)
  }
}

function broken(path: string, what: string, cause?: unknown): AirsideError {
  return new AirsideError('AS_IMAGE_BROKEN', path, `cannot be decoded: ${what}; copy it again or remove it`, { cause })
}

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

function pngSize(head: Buffer): { widthPx: number; heightPx: number } | undefined {
  if (head.length < 24 || !head.subarray(0, 8).equals(PNG_SIGNATURE)) return undefined
  return { widthPx: head.readUInt32BE(16), heightPx: head.readUInt32BE(20) }
}

// Walks the segments up to the frame header (ITU-T T.81, B.2.2: SOF0 to SOF15 without DHT, JPG and DAC).
function jpegSize(head: Buffer): { widthPx: number; heightPx: number } | undefined {
  if (head.length < 4 || head.readUInt16BE(0) !== 0xffd8) return undefined
  for (let at = 2; at + 9 <= head.length && head[at] === 0xff; at += 2 + head.readUInt16BE(at + 2)) {
    const marker = head[at + 1]!
    const isFrameHeader = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrameHeader) return { widthPx: head.readUInt16BE(at + 7), heightPx: head.readUInt16BE(at + 5) }
  }
  return undefined
}
