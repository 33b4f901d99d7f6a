/**
 * Numbers and booleans. Each reads and writes one place of the region's typed array of its size; these functions are so
 * small that the engine folds them into the struct that calls them.
 */
import type { Region } from '../memory/region.ts'
import { type Codec, plainViewer } from './codec.ts'
import { defineMessage } from './define-message.ts'
import type { AssignedMessage } from './message.ts'
import { mismatch } from './mismatch.ts'

export interface NumberMessage<Kind extends string> extends AssignedMessage<number, number, Kind> {
  readonly name: Kind
}

export interface BooleanMessage extends AssignedMessage<boolean, boolean, 'bool'> {
  readonly name: 'bool'
}

export interface BigIntMessage<Kind extends string> extends AssignedMessage<bigint, bigint, Kind> {
  readonly name: Kind
}

/** A whole number from 0 to 255. */
export const u8: NumberMessage<'u8'> = numeric(
  'u8',
  1,
  (region, at) => region.u8[at] as number,
  (region, at, value) => {
    if (typeof value !== 'number' || (value & 0xff) !== value) throw mismatch('a whole number from 0 to 255', value)
    region.u8[at] = value
  },
)

/** A whole number from 0 to 65,535. */
export const u16: NumberMessage<'u16'> = numeric(
  'u16',
  2,
  (region, at) => region.u16[at >>> 1] as number,
  (region, at, value) => {
    if (typeof value !== 'number' || (value & 0xffff) !== value) {
      throw mismatch('a whole number from 0 to 65535', value)
    }
    region.u16[at >>> 1] = value
  },
)

/** A whole number from 0 to 2^32 - 1. */
export const u32: NumberMessage<'u32'> = numeric(
  'u32',
  4,
  (region, at) => region.u32[at >>> 2] as number,
  (region, at, value) => {
    if (typeof value !== 'number' || value >>> 0 !== value) throw mismatch('a whole number from 0 to 2^32 - 1', value)
    region.u32[at >>> 2] = value
  },
)

/** A whole number from 0 to 2^53 - 1, held in 64 bits; for more use `bigU64`. */
export const u64: NumberMessage<'u64'> = numeric(
  'u64',
  8,
  (region, at) => (region.u32[(at >>> 2) + 1] as number) * WORD + (region.u32[at >>> 2] as number),
  (region, at, value) => {
    if (!isSafeInteger(value) || value < 0) throw mismatch('a whole number from 0 to 2^53 - 1', value)
    region.u32[at >>> 2] = value
    region.u32[(at >>> 2) + 1] = value / WORD
  },
)

/** A whole number from -128 to 127. */
export const i8: NumberMessage<'i8'> = numeric(
  'i8',
  1,
  (region, at) => region.i8[at] as number,
  (region, at, value) => {
    if (typeof value !== 'number' || (value << 24) >> 24 !== value) {
      throw mismatch('a whole number from -128 to 127', value)
    }
    region.i8[at] = value
  },
)

/** A whole number from -32,768 to 32,767. */
export const i16: NumberMessage<'i16'> = numeric(
  'i16',
  2,
  (region, at) => region.i16[at >>> 1] as number,
  (region, at, value) => {
    if (typeof value !== 'number' || (value << 16) >> 16 !== value) {
      throw mismatch('a whole number from -32768 to 32767', value)
    }
    region.i16[at >>> 1] = value
  },
)

/** A whole number from -2^31 to 2^31 - 1. */
export const i32: NumberMessage<'i32'> = numeric(
  'i32',
  4,
  (region, at) => region.i32[at >>> 2] as number,
  (region, at, value) => {
    if (typeof value !== 'number' || (value | 0) !== value) {
      throw mismatch('a whole number from -2^31 to 2^31 - 1', value)
    }
    region.i32[at >>> 2] = value
  },
)

/** A whole number from -(2^53 - 1) to 2^53 - 1, held in 64 bits; for more use `bigI64`. */
export const i64: NumberMessage<'i64'> = numeric(
  'i64',
  8,
  (region, at) => (region.i32[(at >>> 2) + 1] as number) * WORD + (region.u32[at >>> 2] as number),
  (region, at, value) => {
    if (!isSafeInteger(value)) throw mismatch('a whole number from -(2^53 - 1) to 2^53 - 1', value)
    region.u32[at >>> 2] = value
    region.i32[(at >>> 2) + 1] = Math.floor(value / WORD)
  },
)

/** A number of 32-bit precision: rounded as a Float32Array does. NaN and the infinities pass. */
export const f32: NumberMessage<'f32'> = numeric(
  'f32',
  4,
  (region, at) => region.f32[at >>> 2] as number,
  (region, at, value) => {
    if (typeof value !== 'number') throw mismatch('a number', value)
    region.f32[at >>> 2] = value
  },
)

/** Any number, NaN, -0 and the infinities included. */
export const f64: NumberMessage<'f64'> = numeric(
  'f64',
  8,
  (region, at) => region.f64[at >>> 3] as number,
  (region, at, value) => {
    if (typeof value !== 'number') throw mismatch('a number', value)
    region.f64[at >>> 3] = value
  },
)

export const bool: BooleanMessage = defineMessage(
  simple(
    'bool',
    1,
    (region, at) => region.u8[at] === 1,
    (region, at, value) => {
      if (typeof value !== 'boolean') throw mismatch('true or false', value)
      region.u8[at] = value ? 1 : 0
    },
    false,
  ),
)

/** A bigint from 0 to 2^64 - 1. Each read makes a bigint; where 2^53 is enough, `u64` makes nothing. */
export const bigU64: BigIntMessage<'bigU64'> = defineMessage(
  simple(
    'bigU64',
    8,
    (region, at) => (BigInt(region.u32[(at >>> 2) + 1] as number) << 32n) | BigInt(region.u32[at >>> 2] as number),
    (region, at, value) => {
      if (typeof value !== 'bigint' || BigInt.asUintN(64, value) !== value) {
        throw mismatch('a bigint from 0 to 2^64 - 1', value)
      }
      writeBigInt(region, at, value)
    },
    0n,
  ),
)

/** A bigint from -2^63 to 2^63 - 1. Each read makes a bigint; where 2^53 is enough, `i64` makes nothing. */
export const bigI64: BigIntMessage<'bigI64'> = defineMessage(
  simple(
    'bigI64',
    8,
    (region, at) => (BigInt(region.i32[(at >>> 2) + 1] as number) << 32n) | BigInt(region.u32[at >>> 2] as number),
    (region, at, value) => {
      if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value) {
        throw mismatch('a bigint from -2^63 to 2^63 - 1', value)
      }
      writeBigInt(region, at, BigInt.asUintN(64, value))
    },
    0n,
  ),
)

function numeric<Kind extends string>(
  kind: Kind,
  sizeBytes: 1 | 2 | 4 | 8,
  read: (region: Region, at: number) => number,
  encode: (region: Region, at: number, value: unknown) => void,
): NumberMessage<Kind> {
  return defineMessage(simple(kind, sizeBytes, read, encode, 0))
}

function simple<Value>(
  kind: string,
  sizeBytes: 1 | 2 | 4 | 8,
  read: (region: Region, at: number) => Value,
  encode: (region: Region, at: number, value: unknown) => void,
  initial: Value,
): Codec {
  return {
    layout: { kind, name: kind, sizeBytes, alignBytes: sizeBytes },
    draftedBy: 'assignment',
    encode,
    read,
    viewer: (place) => plainViewer(place, read),
    reset: (region, at) => encode(region, at, initial),
    zeroedBytes: sizeBytes,
    copy: (view) => view,
  }
}

function writeBigInt(region: Region, at: number, value: bigint): void {
  region.u32[at >>> 2] = Number(value & 0xffff_ffffn)
  region.u32[(at >>> 2) + 1] = Number(value >> 32n)
}

function isSafeInteger(value: unknown): value is number {
  return Number.isSafeInteger(value)
}

const WORD = 2 ** 32
