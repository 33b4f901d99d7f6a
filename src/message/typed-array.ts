/** Bytes and arrays of numbers: a length, then the elements as they are, seen in place. */
import type { Region } from '../memory/region.ts'
import { type ArrayKind, ArrayWindow } from './array-window.ts'
import type { Codec, Place, Viewer } from './codec.ts'
import { defineMessage } from './define-message.ts'
import { checkedBound } from './layout.ts'
import type { PlacedMessage } from './message.ts'
import { Mismatch, mismatch } from './mismatch.ts'
import type { NumberArray, ReadonlyNumberArray } from './readonly-array.ts'

export interface ArrayMessage<Of extends NumberArray, Kind extends string>
  extends PlacedMessage<
    ReadonlyNumberArray<Of>,
    Of,
    ArrayDraft<Of>,
    ReadonlyNumberArray<Of> | ArrayDraft<Of>,
    { readonly array: Kind }
  > {}

/** Written in place. A new one has the maximum length. */
export interface ArrayDraft<Of extends NumberArray> {
  /** The elements, `length` of them, in place. */
  readonly data: Of
  readonly length: number
  /** Sets how many elements the item has; `data` is then of that length. What stood there stays. */
  resize(length: number): void
}

export interface ArrayBounds {
  /** In elements. */
  readonly max: number
}

/** At most `max` bytes. */
export function bytes(bounds: ArrayBounds): ArrayMessage<Uint8Array, 'bytes'> {
  return arrayMessage({ name: 'bytes', elementBytes: 1, constructor: Uint8Array }, bounds)
}

export function uint8Array(bounds: ArrayBounds): ArrayMessage<Uint8Array, 'uint8Array'> {
  return arrayMessage({ name: 'uint8Array', elementBytes: 1, constructor: Uint8Array }, bounds)
}

export function int8Array(bounds: ArrayBounds): ArrayMessage<Int8Array, 'int8Array'> {
  return arrayMessage({ name: 'int8Array', elementBytes: 1, constructor: Int8Array }, bounds)
}

export function uint16Array(bounds: ArrayBounds): ArrayMessage<Uint16Array, 'uint16Array'> {
  return arrayMessage({ name: 'uint16Array', elementBytes: 2, constructor: Uint16Array }, bounds)
}

export function int16Array(bounds: ArrayBounds): ArrayMessage<Int16Array, 'int16Array'> {
  return arrayMessage({ name: 'int16Array', elementBytes: 2, constructor: Int16Array }, bounds)
}

export function uint32Array(bounds: ArrayBounds): ArrayMessage<Uint32Array, 'uint32Array'> {
  return arrayMessage({ name: 'uint32Array', elementBytes: 4, constructor: Uint32Array }, bounds)
}

export function int32Array(bounds: ArrayBounds): ArrayMessage<Int32Array, 'int32Array'> {
  return arrayMessage({ name: 'int32Array', elementBytes: 4, constructor: Int32Array }, bounds)
}

export function float32Array(bounds: ArrayBounds): ArrayMessage<Float32Array, 'float32Array'> {
  return arrayMessage({ name: 'float32Array', elementBytes: 4, constructor: Float32Array }, bounds)
}

export function float64Array(bounds: ArrayBounds): ArrayMessage<Float64Array, 'float64Array'> {
  return arrayMessage({ name: 'float64Array', elementBytes: 8, constructor: Float64Array }, bounds)
}

function arrayMessage<Of extends NumberArray, Kind extends string>(
  kind: ArrayKind & { readonly name: Kind },
  { max }: ArrayBounds,
): ArrayMessage<Of, Kind> {
  const name = `${kind.name}(${max})`
  checkedBound(name, 'max', max)
  const codec: Codec = {
    layout: {
      kind: kind.name,
      name,
      sizeBytes: HEADER_BYTES + max * kind.elementBytes,
      alignBytes: PAYLOAD_ALIGN_BYTES,
      bounds: { max },
    },
    draftedBy: 'place',
    encode: (region, at, value) => {
      const given = value instanceof LengthDraft ? value.data : value
      if (!(given instanceof kind.constructor)) throw mismatch(`a ${kind.constructor.name}`, value)
      if (given.length > max) {
        const advice = 'Put a shorter one, or raise its max.'
        throw new Mismatch(`at most ${max} elements`, `${given.length} elements`, advice)
      }
      region.u32[at >>> 2] = given.length
      copyElements(region, at + HEADER_BYTES, given)
    },
    viewer: (place) => {
      const window = new ArrayWindow(place, kind)
      return { at: (at) => window.over(at + HEADER_BYTES, place.region.u32[at >>> 2] as number) }
    },
    drafter: (place, path) => new LengthDraft(place, kind, max, path),
    reset: (region, at) => {
      region.u32[at >>> 2] = max
    },
    copy: (view) => (view as NumberArray).slice(),
  }
  return defineMessage(codec)
}

/** Copies the bytes of `source` to `at`. */
export function copyElements(region: Region, at: number, source: NumberArray): void {
  const isBytes = source instanceof Uint8Array
  region.u8.set(isBytes ? source : new Uint8Array(source.buffer, source.byteOffset, source.byteLength), at)
}

class LengthDraft implements Viewer {
  readonly #place: Place
  readonly #window: ArrayWindow
  readonly #max: number
  readonly #path: string
  #at = 0

  constructor(place: Place, kind: ArrayKind, max: number, path: string) {
    this.#place = place
    this.#window = new ArrayWindow(place, kind)
    this.#max = max
    this.#path = path
  }

  at(at: number): this {
    this.#at = at
    return this
  }

  get length(): number {
    return this.#place.region.u32[this.#at >>> 2] as number
  }

  get data(): NumberArray {
    return this.#window.over(this.#at + HEADER_BYTES, this.length)
  }

  resize(length: number): void {
    if (!(Number.isInteger(length) && length >= 0 && length <= this.#max)) {
      throw mismatch(`a whole number from 0 to ${this.#max}`, length).toError(`${this.#path}.length`)
    }
    this.#place.region.u32[this.#at >>> 2] = length
  }
}

/** The length stands in the first four bytes; elements of any size are aligned behind eight. */
const HEADER_BYTES = 8
const PAYLOAD_ALIGN_BYTES = 8
