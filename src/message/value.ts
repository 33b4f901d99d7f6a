/** Anything that MessagePack can carry, for items where speed does not matter: a length, then the encoded bytes. */
import { Packr } from 'msgpackr'
import { WrongMessageError } from '../errors/message-errors.ts'
import type { Codec, Place, Viewer } from './codec.ts'
import { defineMessage } from './define-message.ts'
import { checkedBound } from './layout.ts'
import type { AssignedMessage } from './message.ts'
import { Mismatch, mismatch } from './mismatch.ts'

export interface ValueMessage<T, Name extends string = string>
  extends AssignedMessage<DeepReadonly<T>, T, { readonly value: Name; readonly of: (value: T) => T }> {}

export type DeepReadonly<T> = T extends string | number | boolean | bigint | symbol | null | undefined | Date
  ? T
  : T extends ReadonlyMap<infer Key, infer Value>
    ? ReadonlyMap<DeepReadonly<Key>, DeepReadonly<Value>>
    : T extends ReadonlySet<infer Value>
      ? ReadonlySet<DeepReadonly<Value>>
      : T extends ArrayBufferView
        ? T
        : T extends object
          ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
          : T

export interface ValueBounds {
  /** The most bytes that an encoded value takes. */
  readonly maxBytes: number
}

/**
 * Any value of type `T`, copied by MessagePack: plain objects, arrays, strings, numbers, bigints to 64 bits, booleans,
 * null, Date, Map, Set, typed arrays. Functions become undefined, class instances plain objects, -0 becomes 0, lone
 * surrogates become U+FFFD. A name makes it a type of its own and stands in errors.
 */
export function value<T = unknown>(bounds: ValueBounds): ValueMessage<T>
export function value<T = unknown, const Name extends string = string>(
  name: Name,
  bounds: ValueBounds,
): ValueMessage<T, Name>
export function value(nameOrBounds: string | ValueBounds, boundsAfterName?: ValueBounds): ValueMessage<unknown> {
  const bounds = typeof nameOrBounds === 'string' ? boundsAfterName : nameOrBounds
  const maxBytes = bounds?.maxBytes ?? Number.NaN
  const name = typeof nameOrBounds === 'string' ? nameOrBounds : `value(${maxBytes})`
  if (name === '') throw new WrongMessageError('value', "name=''. Give a name or leave it out.")
  checkedBound(name, 'maxBytes', maxBytes)
  const codec: Codec = {
    layout: { kind: 'value', name, sizeBytes: LENGTH_BYTES + maxBytes, alignBytes: 4, bounds: { maxBytes } },
    draftedBy: 'assignment',
    encode: (region, at, given) => {
      const packed = pack(given)
      if (packed.length > maxBytes) {
        const advice = `Raise its maxBytes to ${packed.length} or more, or put less.`
        throw new Mismatch(`at most ${maxBytes} bytes of MessagePack`, `${packed.length} bytes`, advice)
      }
      region.u32[at >>> 2] = packed.length
      region.u8.set(packed, at + LENGTH_BYTES)
    },
    viewer: (place) => new DecodedOnce(place),
    reset: (region, at) => {
      region.u32[at >>> 2] = UNSET
    },
    zeroedBytes: 4,
    requireSet: (region, at) => {
      if (region.u32[at >>> 2] !== UNSET) return
      throw new Mismatch('a value', 'nothing', 'Set it on the draft before putting the draft.')
    },
    copy: (view) => (typeof view === 'object' && view !== null ? packr.unpack(packr.pack(view)) : view),
  }
  return defineMessage(codec)
}

function pack(given: unknown): Uint8Array {
  if (given === undefined || typeof given === 'function') throw mismatch('a value that MessagePack can carry', given)
  try {
    return packr.pack(given)
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    const advice = `It could not be encoded (${reason}). Put plain data without cycles.`
    throw new Mismatch('a value that MessagePack can carry', mismatch('', given).actual, advice)
  }
}

/** Decodes on the first access after a move of the view. */
class DecodedOnce implements Viewer {
  readonly #place: Place
  #at = -1
  #moves = -1
  #decoded: unknown

  constructor(place: Place) {
    this.#place = place
  }

  at(at: number): unknown {
    if (at === this.#at && this.#moves === this.#place.moves) return this.#decoded
    const { region, moves } = this.#place
    const start = at + LENGTH_BYTES
    const length = region.u32[at >>> 2] as number
    this.#decoded = length === UNSET ? undefined : packr.unpack(region.u8.subarray(start, start + length))
    this.#at = at
    this.#moves = moves
    return this.#decoded
  }
}

/**
 * Every encoding stands alone: record structures go into the bytes of the value that uses them. Structures shared between
 * values would be smaller, and lost with the process that knew them. Without records (`useRecords: false`) small objects
 * encode in 200 ns instead of 450 ns, but a Map then arrives as a plain object. Without `moreTypes` the bytes of typed
 * arrays come out wrong. `copyBuffers` because the decoded value outlives the memory it was decoded from.
 */
const packr = new Packr({ moreTypes: true, copyBuffers: true })

const LENGTH_BYTES = 4
/** No value encodes to no bytes. */
const UNSET = 0
