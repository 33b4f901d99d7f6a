/** Random message types with values of theirs, nested up to a depth. */
import fc from 'fast-check'
import { image } from '../../src/message/image.ts'
import { array, list } from '../../src/message/list.ts'
import type { Message } from '../../src/message/message.ts'
import { bigI64, bigU64, bool, f32, f64, i8, i16, i32, i64, u8, u16, u32, u64 } from '../../src/message/number.ts'
import { oneOf } from '../../src/message/one-of.ts'
import { optional } from '../../src/message/optional.ts'
import { string } from '../../src/message/string.ts'
import { struct } from '../../src/message/struct.ts'
import { bytes, float32Array, float64Array, int16Array } from '../../src/message/typed-array.ts'
import { value } from '../../src/message/value.ts'

/** A message and what makes values of it. */
export interface Generated {
  readonly message: Message
  readonly values: fc.Arbitrary<unknown>
}

const SAFE = Number.MAX_SAFE_INTEGER

const leaves: readonly Generated[] = [
  { message: u8, values: fc.integer({ min: 0, max: 255 }) },
  { message: u16, values: fc.integer({ min: 0, max: 65_535 }) },
  { message: u32, values: fc.integer({ min: 0, max: 2 ** 32 - 1 }) },
  { message: u64, values: fc.oneof(fc.maxSafeNat(), fc.constantFrom(0, SAFE, 2 ** 32, 2 ** 32 - 1)) },
  { message: i8, values: fc.integer({ min: -128, max: 127 }) },
  { message: i16, values: fc.integer({ min: -32_768, max: 32_767 }) },
  { message: i32, values: fc.integer() },
  { message: i64, values: fc.oneof(fc.maxSafeInteger(), fc.constantFrom(-SAFE, SAFE, -1, -(2 ** 32))) },
  { message: f32, values: fc.float() },
  { message: f64, values: fc.double() },
  { message: bool, values: fc.boolean() },
  { message: bigU64, values: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) },
  { message: bigI64, values: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) },
  { message: string({ maxBytes: 80 }), values: fc.string({ unit: 'grapheme', maxLength: 5 }).filter(fitsIn80Bytes) },
  { message: oneOf('idle', 'moving', 'lost'), values: fc.constantFrom('idle', 'moving', 'lost') },
  { message: bytes({ max: 20 }), values: fc.uint8Array({ maxLength: 20 }) },
  { message: int16Array({ max: 7 }), values: fc.int16Array({ maxLength: 7 }) },
  { message: float32Array({ max: 5 }), values: fc.float32Array({ maxLength: 5 }) },
  { message: float64Array({ max: 5 }), values: fc.float64Array({ maxLength: 5 }) },
  { message: image('rgb8', { maxWidth: 4, maxHeight: 3 }), values: images('rgb8', 3) },
  { message: image('gray8', { maxWidth: 4, maxHeight: 3 }), values: images('gray8', 1) },
  { message: value({ maxBytes: 4000 }), values: fc.jsonValue({ maxDepth: 2 }).map(withoutNegativeZero) },
]

export function generatedMessages(depth: number): fc.Arbitrary<Generated> {
  const leaf = fc.constantFrom(...leaves)
  if (depth === 0) return leaf
  const inner = generatedMessages(depth - 1)
  return fc.oneof(leaf, structs(inner), structs(inner), inner.chain(lists), inner.chain(arrays), inner.map(optionalOf))
}

function structs(inner: fc.Arbitrary<Generated>): fc.Arbitrary<Generated> {
  return fc.array(inner, { minLength: 1, maxLength: 6 }).map((parts) => {
    const fields = Object.fromEntries(parts.map(({ message }, i) => [`field${i}`, message]))
    const values = Object.fromEntries(parts.map((part, i) => [`field${i}`, part.values]))
    return { message: struct('Generated', fields), values: fc.record(values).map(withoutAbsent) }
  })
}

function lists({ message, values }: Generated): fc.Arbitrary<Generated> {
  return fc.integer({ min: 1, max: 5 }).map((max) => {
    return { message: list(message, { max }), values: fc.array(values, { maxLength: max }) }
  })
}

function arrays({ message, values }: Generated): fc.Arbitrary<Generated> {
  return fc.integer({ min: 1, max: 3 }).map((length) => {
    return { message: array(message, length), values: fc.array(values, { minLength: length, maxLength: length }) }
  })
}

function optionalOf(part: Generated): Generated {
  if (part.message.describe().kind === 'optional') return part
  return { message: optional(part.message), values: fc.option(part.values, { nil: undefined }) }
}

function images(format: 'rgb8' | 'gray8', channels: number): fc.Arbitrary<unknown> {
  return fc.record({ width: fc.integer({ min: 0, max: 4 }), height: fc.integer({ min: 0, max: 3 }) }).chain((size) => {
    const length = size.width * size.height * channels
    return fc.uint8Array({ minLength: length, maxLength: length }).map((data) => ({ ...size, channels, format, data }))
  })
}

function fitsIn80Bytes(text: string): boolean {
  return text.isWellFormed() && Buffer.byteLength(text) <= 80
}

/** An absent optional is a missing key. */
function withoutAbsent(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, part]) => part !== undefined))
}

/** MessagePack as used here has one zero; keys named __proto__ are renamed. */
function withoutNegativeZero(json: unknown): unknown {
  return JSON.parse(
    JSON.stringify(json)
      .replaceAll('__proto__', 'proto')
      .replaceAll(/-0(?![.\d])/g, '0'),
  )
}
