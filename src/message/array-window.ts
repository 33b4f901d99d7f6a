/** The part of a region that one kind of typed array covers, as a typed array made only when its place changes. */
import type { Place } from './codec.ts'
import type { NumberArray } from './readonly-array.ts'

export interface ArrayKind {
  /** Such as `uint8Array`. */
  readonly name: string
  readonly elementBytes: number
  readonly constructor: new (buffer: ArrayBufferLike, byteOffset: number, length: number) => NumberArray
}

/**
 * Blocks of a pool come round again and again at equal places, so the last few arrays are kept. An item may move between
 * more blocks than that: then an array per item is made, which costs tens of nanoseconds.
 */
export class ArrayWindow {
  readonly #place: Place
  readonly #kind: ArrayKind
  readonly #kept = new Map<number, NumberArray>()
  #at = -1
  #array: NumberArray | undefined

  constructor(place: Place, kind: ArrayKind) {
    this.#place = place
    this.#kind = kind
  }

  /** The `length` elements at `at`. */
  over(at: number, length: number): NumberArray {
    if (at === this.#at && this.#array?.length === length) return this.#array
    const kept = this.#kept.get(at)
    const array = kept?.length === length ? kept : this.#make(at, length)
    this.#at = at
    this.#array = array
    return array
  }

  #make(at: number, length: number): NumberArray {
    const { region } = this.#place
    const array = new this.#kind.constructor(region.buffer, region.u8.byteOffset + at, length)
    if (this.#kept.size >= KEPT_MAX) this.#kept.clear()
    this.#kept.set(at, array)
    return array
  }
}

const KEPT_MAX = 64
