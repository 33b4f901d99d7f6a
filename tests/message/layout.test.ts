import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { layoutDifference, sameLayout } from '../../src/message/define-message.ts'
import { image } from '../../src/message/image.ts'
import { array, list } from '../../src/message/list.ts'
import type { Message } from '../../src/message/message.ts'
import { f64, u8, u16, u32 } from '../../src/message/number.ts'
import { oneOf } from '../../src/message/one-of.ts'
import { optional } from '../../src/message/optional.ts'
import { string } from '../../src/message/string.ts'
import { struct } from '../../src/message/struct.ts'
import { bytes } from '../../src/message/typed-array.ts'
import { value } from '../../src/message/value.ts'

function frame(maxWidth: number) {
  return struct('Frame', { id: u32, image: image('rgb8', { maxWidth, maxHeight: 1200 }) })
}

describe('a layout', () => {
  test('places fields at their natural alignment, in their order', () => {
    const Mixed = struct('Mixed', { a: u8, b: f64, c: u16, d: u8, e: list(u16, { max: 3 }), f: optional(u32) })
    const { fields, sizeBytes, alignBytes } = Mixed.describe()
    assert.deepEqual(
      fields?.map(({ name, offsetBytes }) => [name, offsetBytes]),
      [
        ['a', 0],
        ['b', 8],
        ['c', 16],
        ['d', 18],
        ['e', 20],
        ['f', 32],
      ],
    )
    assert.deepEqual([sizeBytes, alignBytes, Mixed.sizeBytes], [40, 8, 40])
  })

  test('is plain JSON', () => {
    const layout = frame(1920).describe()
    assert.deepEqual(JSON.parse(JSON.stringify(layout)), layout)
    assert.equal(layoutDifference(JSON.parse(JSON.stringify(layout)), frame(1920)), undefined)
  })

  test('rounds the size of an item up to a multiple of 8', () => {
    for (const message of [u8, u16, bytes({ max: 3 }), string({ maxBytes: 5 }), struct('One', { a: u8 })]) {
      assert.equal(message.sizeBytes % 8, 0)
      assert.ok(message.sizeBytes >= message.describe().sizeBytes)
    }
  })

  test('has a digest that is the same for equal definitions and stays over time', () => {
    assert.equal(frame(1920).digest, frame(1920).digest)
    assert.ok(sameLayout(frame(1920), frame(1920)))
    assert.ok(!sameLayout(frame(1920), frame(1280)))
    assert.equal(struct('Point', { x: f64, y: f64 }).digest, '19e63e1a74f5cefb8f7e3052c55b7a55')
  })
})

describe('the first difference is named', () => {
  const rows: readonly (readonly [string, Message, Message, string, string])[] = [
    ['Frame.image.maxWidth', frame(1920), frame(1280), '1920', '1280'],
    ['A', struct('A', { a: u8 }), struct('B', { a: u8 }), 'A', 'B'],
    ['A.a', struct('A', { a: u8 }), struct('A', { a: u16 }), 'u8', 'u16'],
    ['A.b', struct('A', { a: u8, b: u8 }), struct('A', { a: u8 }), 'b', 'no field'],
    ['A.a', struct('A', { a: u8 }), struct('A', { b: u8 }), 'a', 'b'],
    ['list(u8, 3).max', list(u8, { max: 3 }), list(u8, { max: 4 }), '3', '4'],
    ['A.l[].length', inList(2), inList(3), '2', '3'],
    ["oneOf('a')", oneOf('a'), oneOf('a', 'b'), 'a', 'a | b'],
    ['Left', value('Left', { maxBytes: 8 }), value('Right', { maxBytes: 8 }), 'Left', 'Right'],
    [
      'image(rgb8, 2x2).format',
      image('rgb8', { maxWidth: 2, maxHeight: 2 }),
      image('bgr8', { maxWidth: 2, maxHeight: 2 }),
      'rgb8',
      'bgr8',
    ],
  ]
  for (const [path, here, there, mine, theirs] of rows) {
    test(`${path}: ${mine} here, ${theirs} there`, () => {
      assert.deepEqual(layoutDifference(here, there), { path, here: mine, there: theirs })
      assert.ok(!sameLayout(here, there))
    })
  }

  function inList(length: number) {
    return struct('A', { l: list(array(u8, length), { max: 2 }) })
  }
})

describe('a definition is refused', () => {
  const rows: readonly (readonly [string, () => unknown])[] = [
    ['with a bound below 1', () => bytes({ max: 0 })],
    ['with a bound that is no whole number', () => list(u8, { max: 1.5 })],
    ['with a missing bound', () => string({} as never)],
    ['of an image without height', () => image('rgb8', { maxWidth: 4, maxHeight: 0 })],
    ['that needs more than 2 GiB', () => bytes({ max: 2 ** 31 })],
    ['of a struct without fields', () => struct('Empty', {})],
    ['of a struct with a name that is none', () => struct('my struct', { a: u8 })],
    ['of a field with a name that is none', () => struct('A', { 'a-b': u8 })],
    ['of a field that is no message', () => struct('A', { a: 5 as never })],
    ['of choices given twice', () => oneOf('a', 'a')],
    ['of an optional optional', () => optional(optional(u8))],
  ]
  for (const [name, define] of rows) {
    test(name, () => {
      assert.throws(define, { code: 'KV_WRONG_MESSAGE' })
    })
  }
})
