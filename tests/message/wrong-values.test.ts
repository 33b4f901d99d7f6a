import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { WrongValueError } from '../../src/errors/message-errors.ts'
import { image } from '../../src/message/image.ts'
import { array, list } from '../../src/message/list.ts'
import type { Message } from '../../src/message/message.ts'
import { bigI64, bigU64, bool, f32, f64, i8, i16, i32, i64, u8, u16, u32, u64 } from '../../src/message/number.ts'
import { oneOf } from '../../src/message/one-of.ts'
import { optional } from '../../src/message/optional.ts'
import { string } from '../../src/message/string.ts'
import { struct } from '../../src/message/struct.ts'
import { bytes, float32Array } from '../../src/message/typed-array.ts'
import { value } from '../../src/message/value.ts'
import { guardedRegion } from './region-with-guard.ts'

const Box = struct('Box', { confidence: f32, label: optional(string({ maxBytes: 4 })) })
const Detections = struct('Detections', { frameId: u32, boxes: list(Box, { max: 4 }), kinds: array(u8, 2) })
const box = { confidence: 1 }

function errorOf(message: Message, given: unknown): WrongValueError {
  const { region, byteOffset, assertUntouched } = guardedRegion(message)
  try {
    message.write(region, byteOffset, given)
  } catch (error) {
    assertUntouched()
    assert.ok(error instanceof WrongValueError, String(error))
    assert.equal(error.code, 'KV_WRONG_VALUE')
    return error
  }
  throw new assert.AssertionError({ message: `${message.name} took ${String(given)}` })
}

describe('a wrong value is refused', () => {
  const rows: readonly (readonly [Message, readonly unknown[]])[] = [
    [u8, [-1, 256, 1.5, Number.NaN, '1', null, undefined, 1n, true, {}]],
    [u16, [-1, 65_536, 0.5, '1']],
    [u32, [-1, 2 ** 32, 0.5, Number.POSITIVE_INFINITY, undefined]],
    [u64, [-1, 2 ** 53, 0.5, Number.NaN, 1n]],
    [i8, [-129, 128, 0.5, '1']],
    [i16, [-32_769, 32_768, 0.5]],
    [i32, [-(2 ** 31) - 1, 2 ** 31, 0.5]],
    [i64, [-(2 ** 53), 2 ** 53, 0.5]],
    [f32, ['1', null, undefined, 1n]],
    [f64, ['1', null, undefined, 1n]],
    [bool, [0, 1, 'true', undefined]],
    [bigU64, [-1n, 2n ** 64n, 1]],
    [bigI64, [-(2n ** 63n) - 1n, 2n ** 63n, 1]],
    [string({ maxBytes: 4 }), ['abcde', 'äää', '\ud800', 5, undefined]],
    [oneOf('a', 'b'), ['c', '', 0, undefined]],
    [list(u8, { max: 2 }), [[1, 2, 3], 'ab', 5, undefined, { length: 1 }]],
    [array(u8, 2), [[1], [1, 2, 3], undefined]],
    [optional(u8), [null, 256, '1']],
    [bytes({ max: 2 }), [new Uint8Array(3), [1, 2], 'ab', new Uint16Array(1), undefined]],
    [float32Array({ max: 2 }), [new Float32Array(3), new Float64Array(1)]],
    [image('gray8', { maxWidth: 2, maxHeight: 2 }), [null, 5, {}, { width: 1, height: 1, data: new Uint8Array(2) }]],
    [value({ maxBytes: 4 }), ['abcdef', undefined, () => 1, Symbol('x')]],
    [Box, [null, 5, undefined, {}, { confidence: 1, label: 'abcde' }]],
  ]
  for (const [message, givens] of rows) {
    test(`by ${message.name}`, () => {
      for (const given of givens) assert.equal(errorOf(message, given).path.startsWith(message.name), true)
    })
  }
})

describe('the error names the path', () => {
  const rows: readonly (readonly [string, unknown])[] = [
    ['Detections', undefined],
    ['Detections.frameId', { frameId: -1, boxes: [], kinds: [1, 2] }],
    ['Detections.boxes', { frameId: 1, boxes: [box, box, box, box, box], kinds: [1, 2] }],
    ['Detections.boxes[3].confidence', { frameId: 1, boxes: [box, box, box, { confidence: 'high' }], kinds: [1, 2] }],
    ['Detections.boxes[0].label', { frameId: 1, boxes: [{ confidence: 1, label: 'abcde' }], kinds: [1, 2] }],
    ['Detections.boxes[1]', { frameId: 1, boxes: [box, null], kinds: [1, 2] }],
    ['Detections.boxes[1]', { frameId: 1, boxes: new Set([box, 5]), kinds: [1, 2] }],
    ['Detections.kinds[1]', { frameId: 1, boxes: [], kinds: [1, 300] }],
  ]
  for (const [path, given] of rows) {
    test(path, () => {
      const withLength = given as { boxes?: unknown }
      if (withLength?.boxes instanceof Set) Object.assign(withLength.boxes, { length: 2 })
      const error = errorOf(Detections, given)
      assert.equal(error.path, path)
      assert.match(error.message, new RegExp(`path=${path.replaceAll(/[[\].]/g, '\\$&')} `))
    })
  }

  test('of a part of an image', () => {
    const Frame = struct('Frame', { image: image('rgb8', { maxWidth: 4, maxHeight: 4 }) })
    const data = new Uint8Array(12)
    assert.equal(errorOf(Frame, { image: { width: 5, height: 1, data } }).path, 'Frame.image.width')
    assert.equal(errorOf(Frame, { image: { width: 1, height: -1, data } }).path, 'Frame.image.height')
    assert.equal(errorOf(Frame, { image: { width: 2, height: 1, data } }).path, 'Frame.image.data')
    assert.equal(errorOf(Frame, { image: { width: 2, height: 2, format: 'bgr8', data } }).path, 'Frame.image.format')
  })

  test('with what was expected and what stood there', () => {
    const error = errorOf(Detections, { frameId: -1, boxes: [], kinds: [1, 2] })
    assert.equal(error.expected, 'a whole number from 0 to 2^32 - 1')
    assert.equal(error.actual, '-1')
  })

  test('with actual and maximum size and what to do where a value is too large', () => {
    const error = errorOf(value('Settings', { maxBytes: 16 }), { text: 'a'.repeat(100) })
    assert.equal(error.path, 'Settings')
    assert.match(error.message, /at most 16 bytes.*actual=111 bytes.*Raise its maxBytes to 111/)
  })

  test('with the reason where a value cannot be encoded', () => {
    const cycle: Record<string, unknown> = {}
    cycle.self = cycle
    assert.match(errorOf(value({ maxBytes: 16 }), cycle).message, /without cycles/)
  })

  test('and errors of the value itself pass as they are', () => {
    const { region, byteOffset } = guardedRegion(Box)
    const hostile = {
      get confidence(): number {
        throw new RangeError('no')
      },
    }
    assert.throws(() => Box.write(region, byteOffset, hostile), RangeError)
  })
})
