/** Typed arrays as views show them: in place, with nothing that writes. Every typed array is assignable to its own. */

export type NumberArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array

/** To pass one to code that asks for a Uint8Array: `Buffer.from(view.buffer, view.byteOffset, view.byteLength)`. */
export type ReadonlyNumberArray<Of extends NumberArray> = Omit<Of, number | Writing | Narrowed> & {
  readonly [index: number]: number
  readonly buffer: ArrayBufferLike
  subarray(begin?: number, end?: number): ReadonlyNumberArray<Of>
  /** Copies. */
  slice(begin?: number, end?: number): Of
}

type Writing = 'set' | 'fill' | 'copyWithin' | 'reverse' | 'sort' | 'setFromBase64' | 'setFromHex'
type Narrowed = 'buffer' | 'subarray' | 'slice' | 'valueOf'
