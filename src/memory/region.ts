/**
 * A region is a part of a segment seen through one typed array per element type. All offsets in a region are bytes from
 * its start; an element of n bytes stands at a multiple of n.
 */
export interface Region {
  readonly buffer: ArrayBufferLike
  readonly sizeBytes: number
  readonly u8: Uint8Array
  readonly i8: Int8Array
  readonly u16: Uint16Array
  readonly i16: Int16Array
  readonly u32: Uint32Array
  readonly i32: Int32Array
  readonly f32: Float32Array
  readonly f64: Float64Array
}

/** Views `sizeBytes` of `buffer` (a multiple of 8) from `byteOffset` (a multiple of 8). */
export function regionOver(
  buffer: ArrayBufferLike,
  byteOffset = 0,
  sizeBytes: number = buffer.byteLength - byteOffset,
): Region {
  return {
    buffer,
    sizeBytes,
    u8: new Uint8Array(buffer, byteOffset, sizeBytes),
    i8: new Int8Array(buffer, byteOffset, sizeBytes),
    u16: new Uint16Array(buffer, byteOffset, sizeBytes / 2),
    i16: new Int16Array(buffer, byteOffset, sizeBytes / 2),
    u32: new Uint32Array(buffer, byteOffset, sizeBytes / 4),
    i32: new Int32Array(buffer, byteOffset, sizeBytes / 4),
    f32: new Float32Array(buffer, byteOffset, sizeBytes / 4),
    f64: new Float64Array(buffer, byteOffset, sizeBytes / 8),
  }
}
