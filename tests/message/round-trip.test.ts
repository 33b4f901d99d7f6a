import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { regionOver } from '../../src/memory/region.ts'
import { list } from '../../src/message/list.ts'
import { f32, f64, i64, u32, u64 } from '../../src/message/number.ts'
import { optional } from '../../src/message/optional.ts'
import { string } from '../../src/message/string.ts'
import { struct } from '../../src/message/struct.ts'
import { value } from '../../src/message/value.ts'
import { generatedMessages } from './generated-messages.ts'
import { guardedRegion, roundTrip } from './region-with-guard.ts'

describe('what is written is read', () => {
  test('for values of generated messages, touching nothing outside the item', () => {
    const cases = generatedMessages(3).chain(({ message, values }) => values.map((given) => ({ message, given })))
    fc.assert(
      fc.property(cases, ({ message, given }) => assert.deepEqual(roundTrip(message, given), given)),
      {
        numRuns: 400,
      },
    )
  })

  test('after a view of it was forwarded to another place', () => {
    const cases = generatedMessages(2).chain(({ message, values }) => values.map((given) => ({ message, given })))
    fc.assert(
      fc.property(cases, ({ message, given }) => {
        const from = guardedRegion(message)
        const to = guardedRegion(message)
        message.write(from.region, from.byteOffset, given)
        message.write(to.region, to.byteOffset, message.reader(from.region).at(from.byteOffset))
        to.assertUntouched()
        assert.deepEqual(message.copy(message.reader(to.region).at(to.byteOffset)), given)
      }),
      { numRuns: 200 },
    )
  })

  test('item after item through one reader, whatever stood in the place before', () => {
    const cases = generatedMessages(2).chain(({ message, values }) =>
      fc.array(values, { minLength: 2, maxLength: 4 }).map((given) => ({ message, given })),
    )
    fc.assert(
      fc.property(cases, ({ message, given }) => {
        const { region, byteOffset } = guardedRegion(message)
        const reader = message.reader(region)
        for (const one of given) {
          message.write(region, byteOffset, one)
          assert.deepEqual(message.copy(reader.at(byteOffset)), one)
        }
      }),
      { numRuns: 200 },
    )
  })

  test('for NaN, -0 and the infinities', () => {
    for (const number of [Number.NaN, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      assert.ok(Object.is(roundTrip(f32, number), number))
      assert.ok(Object.is(roundTrip(f64, number), number))
    }
  })

  test('at the bounds of 64-bit numbers', () => {
    const safe = Number.MAX_SAFE_INTEGER
    for (const number of [0, 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 52 + 1, safe]) {
      assert.equal(roundTrip(u64, number), number)
      assert.equal(roundTrip(i64, -number), 0 - number)
    }
  })

  test('for empty and full lists', () => {
    const Numbers = list(u32, { max: 3 })
    assert.deepEqual(roundTrip(Numbers, []), [])
    assert.deepEqual(roundTrip(Numbers, [1, 2, 3]), [1, 2, 3])
  })

  test('for strings of any script up to the last byte', () => {
    const Text = string({ maxBytes: 40 })
    for (const text of ['', 'a'.repeat(40), 'ä'.repeat(20), '😀'.repeat(10), 'mixed ☀ text', '\u0000', '\ufeffmark']) {
      assert.equal(roundTrip(Text, text), text)
    }
  })

  test('for fields named like things that every object or list has', () => {
    const Odd = struct('constructor', { constructor: u32, toString: u32, at: u32, length: u32, value: u32, $_9: u32 })
    const given = { constructor: 1, toString: 2, at: 3, length: 4, value: 5, $_9: 6 }
    assert.deepEqual(roundTrip(Odd, given), given)
  })

  test('with an absent optional left out of the copy', () => {
    const Note = struct('Note', { id: u32, text: optional(string({ maxBytes: 8 })) })
    assert.deepEqual(roundTrip(Note, { id: 1 }), { id: 1 })
    assert.deepEqual(roundTrip(Note, { id: 1, text: undefined }), { id: 1 })
    assert.deepEqual(roundTrip(Note, { id: 1, text: '' }), { id: 1, text: '' })
  })

  test('for dates, maps, sets, bigints and typed arrays in a value', () => {
    const Anything = value({ maxBytes: 1000 })
    const given = {
      at: new Date(5),
      map: new Map([[1, { a: 2 }]]),
      set: new Set(['x']),
      big: 2n ** 60n,
      numbers: new Float32Array([0.5, 1]),
      nothing: null,
    }
    assert.deepEqual(roundTrip(Anything, given), given)
  })

  test('a value encoded in one process needs nothing of that process to be decoded', () => {
    const Anything = value({ maxBytes: 1000 })
    const region = regionOver(new ArrayBuffer(Anything.sizeBytes))
    for (let i = 0; i < 200; i++) {
      const given = { [`key${i}`]: i, list: [{ a: 1 }, { a: 2 }, { [`other${i}`]: [] }] }
      Anything.write(region, 0, given)
      assert.deepEqual(Anything.copy(Anything.reader(regionOver(region.buffer.slice(0) as ArrayBuffer)).at(0)), given)
    }
  })
})
