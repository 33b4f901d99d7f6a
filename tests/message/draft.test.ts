import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { image } from '../../src/message/image.ts'
import { array, list } from '../../src/message/list.ts'
import { f32, u8, u32 } from '../../src/message/number.ts'
import { oneOf } from '../../src/message/one-of.ts'
import { optional } from '../../src/message/optional.ts'
import { string } from '../../src/message/string.ts'
import { struct } from '../../src/message/struct.ts'
import { bytes } from '../../src/message/typed-array.ts'
import { value } from '../../src/message/value.ts'
import { guardedRegion } from './region-with-guard.ts'

const Point = struct('Point', { x: f32, y: f32 })
const Frame = struct('Frame', {
  id: u32,
  state: oneOf('idle', 'moving'),
  label: string({ maxBytes: 8 }),
  centre: Point,
  corners: list(Point, { max: 2 }),
  numbers: array(u8, 3),
  image: image('rgb8', { maxWidth: 4, maxHeight: 4 }),
  raw: bytes({ max: 16 }),
  note: optional(string({ maxBytes: 16 })),
  target: optional(Point),
})

function newDraft() {
  const guarded = guardedRegion(Frame)
  const drafter = Frame.drafter(guarded.region)
  const draft = drafter.at(guarded.byteOffset)
  return { ...guarded, drafter, draft, written: () => Frame.copy(Frame.reader(guarded.region).at(guarded.byteOffset)) }
}

describe('a draft', () => {
  test('starts with zeros, nothing in strings and lists, and payloads at their maximum', () => {
    const { draft, written, assertUntouched } = newDraft()
    assert.deepEqual([draft.image.width, draft.image.height, draft.image.data.length], [4, 4, 48])
    assert.deepEqual([draft.raw.length, draft.raw.data.length], [16, 16])
    const { image: _image, raw: _raw, ...rest } = written()
    const centre = { x: 0, y: 0 }
    assert.deepEqual(rest, { id: 0, state: 'idle', label: '', centre, corners: [], numbers: [0, 0, 0] })
    assertUntouched()
  })

  test('leaves payload bytes as they were', () => {
    const { draft } = newDraft()
    assert.ok(draft.image.data.every((byte) => byte === 0xa5))
  })

  test('is written in place and read like any item', () => {
    const { draft, written, assertUntouched } = newDraft()
    draft.id = 7
    draft.state = 'moving'
    draft.label = 'seven'
    draft.centre.x = 0.5
    draft.corners.push({ x: 1, y: 2 })
    draft.corners.push(draft.centre)
    draft.numbers.set(2, 9)
    draft.image.resize(2, 1)
    draft.image.data.set([1, 2, 3, 4, 5, 6])
    draft.raw.resize(2)
    draft.raw.data.fill(3)
    draft.note = 'n'
    draft.target.fill().y = 4
    const corners = [
      { x: 1, y: 2 },
      { x: 0.5, y: 0 },
    ]
    assert.deepEqual(written(), {
      id: 7,
      state: 'moving',
      label: 'seven',
      centre: { x: 0.5, y: 0 },
      corners,
      numbers: [0, 0, 9],
      image: { width: 2, height: 1, channels: 3, format: 'rgb8', data: new Uint8Array([1, 2, 3, 4, 5, 6]) },
      raw: new Uint8Array([3, 3]),
      note: 'n',
      target: { x: 0, y: 4 },
    })
    assert.deepEqual([draft.id, draft.label, draft.corners.at(1)?.x, draft.target.value?.y], [7, 'seven', 0.5, 4])
    assertUntouched()
  })

  test('can change its mind', () => {
    const { draft, written } = newDraft()
    draft.corners.push({ x: 1, y: 2 })
    draft.corners.set(0, { x: 5, y: 6 })
    const corner = draft.corners.at(0)
    if (corner) corner.y = 7
    assert.deepEqual(written().corners, [{ x: 5, y: 7 }])
    draft.corners.clear()
    draft.note = 'n'
    draft.note = undefined
    draft.target.assign({ x: 1, y: 1 })
    draft.target.clear()
    assert.deepEqual([written().corners, written().note, written().target], [[], undefined, undefined])
  })

  test('names the path of a wrong value and stays as it was', () => {
    const { draft, written } = newDraft()
    draft.corners.push({ x: 1, y: 2 })
    const wrong: readonly (readonly [string, () => void])[] = [
      ['Frame.id', () => Object.assign(draft, { id: -1 })],
      ['Frame.state', () => Object.assign(draft, { state: 'lost' })],
      ['Frame.centre.x', () => Object.assign(draft.centre, { x: '1' })],
      ['Frame.corners[1].y', () => draft.corners.push({ x: 1 } as never)],
      ['Frame.corners[0].x', () => draft.corners.at(0) && Object.assign(draft.corners.at(0) as object, { x: null })],
      ['Frame.numbers[0]', () => draft.numbers.set(0, 256)],
      ['Frame.numbers', () => draft.numbers.set(3, 1)],
      ['Frame.image.width', () => draft.image.resize(5, 1)],
      ['Frame.raw.length', () => draft.raw.resize(17)],
      ['Frame.target.y', () => draft.target.assign({ x: 1 } as never)],
    ]
    const before = written()
    for (const [path, write] of wrong) assert.throws(write, { code: 'KV_WRONG_VALUE', path })
    assert.deepEqual(written(), before)
    draft.corners.push({ x: 1, y: 2 })
    assert.throws(() => draft.corners.push({ x: 1, y: 2 }), { code: 'KV_WRONG_VALUE', path: 'Frame.corners' })
  })

  test('of another place can be put as a value', () => {
    const { draft } = newDraft()
    draft.id = 3
    draft.corners.push({ x: 1, y: 2 })
    draft.image.resize(1, 1)
    draft.raw.resize(1)
    draft.target.fill().x = 2
    const to = guardedRegion(Frame)
    Frame.write(to.region, to.byteOffset, draft)
    const copy = Frame.copy(Frame.reader(to.region).at(to.byteOffset))
    assert.deepEqual([copy.id, copy.corners, copy.target], [3, [{ x: 1, y: 2 }], { x: 2, y: 0 }])
    assert.deepEqual([copy.image.data.length, copy.raw.length], [3, 1])
    to.assertUntouched()
  })

  test('is the same object at every place', () => {
    const { drafter, draft, byteOffset } = newDraft()
    draft.id = 3
    assert.equal(drafter.at(byteOffset), draft)
    assert.equal(draft.id, 0)
  })

  test('of a number is a cell', () => {
    const { region, byteOffset } = guardedRegion(u32)
    const cell = u32.drafter(region).at(byteOffset)
    assert.equal(cell.value, 0)
    cell.value = 9
    assert.equal(u32.reader(region).at(byteOffset), 9)
    assert.throws(() => Object.assign(cell, { value: -1 }), { path: 'u32' })
  })
})

describe('sealing a draft', () => {
  const Settings = struct('Settings', {
    inner: optional(struct('Inner', { options: value({ maxBytes: 64 }) })),
    list: list(value('Option', { maxBytes: 16 }), { max: 2 }),
    options: value<{ readonly gain: number }>({ maxBytes: 64 }),
  })

  test('is refused while a value was not set', () => {
    const { region, byteOffset } = guardedRegion(Settings)
    const draft = Settings.drafter(region).at(byteOffset)
    assert.equal(draft.options, undefined)
    assert.throws(() => Settings.seal(region, byteOffset), { code: 'KV_WRONG_VALUE', path: 'Settings.options' })
    draft.options = { gain: 2 }
    assert.deepEqual(draft.options, { gain: 2 })
    draft.options = { gain: 3 }
    assert.deepEqual(draft.options, { gain: 3 })
    Settings.seal(region, byteOffset)
    const inner = draft.inner.fill()
    assert.throws(() => Settings.seal(region, byteOffset), { path: 'Settings.inner.options' })
    inner.options = 5
    draft.list.push('a')
    Settings.seal(region, byteOffset)
  })

  test('has nothing to say where nothing can be missing', () => {
    const { region, byteOffset } = newDraft()
    Frame.seal(region, byteOffset)
  })
})
