/** Segments as files in a run directory: their names, and how one is copied without what is zero. */
import { readSync } from 'node:fs'

/** The segment of a durable run. */
export const SEGMENT_FILE = 'segment'
/** A copy of a segment that was taken while nobody wrote to it, and has reached the disk. */
export const SAVEPOINT_FILE = 'savepoint'

const CHUNK_BYTES = 1 << 20
const ZEROS = Buffer.alloc(CHUNK_BYTES)

/** The parts of an open file that hold more than zeros. Each is valid until the next. */
export function* chunksWithContent(
  fileDescriptor: number,
  startByteOffset: number,
  endByteOffset: number,
): Generator<{ readonly chunk: Buffer; readonly byteOffset: number }> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  for (let byteOffset = startByteOffset; byteOffset < endByteOffset; ) {
    const length = readSync(fileDescriptor, buffer, 0, Math.min(CHUNK_BYTES, endByteOffset - byteOffset), byteOffset)
    if (length === 0) return
    const chunk = buffer.subarray(0, length)
    if (!chunk.equals(ZEROS.subarray(0, length))) yield { chunk, byteOffset }
    byteOffset += length
  }
}
