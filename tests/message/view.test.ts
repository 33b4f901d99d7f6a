import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inspect } from 'node:util'
import { SharedArraySegment } from '../../src/memory/shared-array-segment.ts'
import { image } from '../../src/message/image.ts'
import { list } from '../../src/message/list.ts'
import { f32, u32, u64 } from '../../src/message/number.ts'
import { oneOf } from '../../src/message/one-of.ts'
import { optional } from '../../src/message/optional.ts'
import { string } from '../../src/message/string.ts'
import { struct } from '../../src/message/struct.ts'
import { bytes } from '../../src/message/typed-array.ts'
import { value } from '../../src/message/value.ts'

const Point = struct('Point', { x: f32, y: f32 })
const Scene = struct('Scene', {
  id: u32,
  timeUs: u64,
  state: oneOf('idle', 'moving'),
  centre: Point,
  corners: list(Point, { max: 4 }),
  thumbnail: image('rgb8', { maxWidth: 4, maxHeight: 4 }),
  raw: bytes({ max: 16 }),
  note: optional(string({ maxBytes: 16 })),
  settings: value<{ readonly gain: number }>({ maxBytes: 64 }),
})
const region = SharedArraySegment.create(4 * Scene.sizeBytes).region(0, 4 * Scene.sizeBytes)
const places = [0, Scene.sizeBytes] as const

function scene(id: number) {
  const thumbnail = { width: 2, height: 1, data: new Uint8Array(6).fill(id) }
  const corners = [
    { x: id, y: 1 },
    { x: id, y: 2 },
  ]
  const raw = new Uint8Array([id, id])
  const centre = { x: id, y: 0.5 }
  return {
    id,
    timeUs: id,
    state: 'moving',
    centre,
    corners,
    thumbnail,
    raw,
    note: `n${id}`,
    settings: { gain: id },
  } as const
}

for (const id of [0, 1]) Scene.write(region, places[id] as number, scene(id))

describe('a view', () => {
  test('is the same object at every place, and so are its parts', () => {
    const reader = Scene.reader(region)
    const first = reader.at(places[0])
    const [centre, corner] = [first.centre, first.corners.at(0)]
    const second = reader.at(places[1])
    assert.equal(second, first)
    assert.equal(second.centre, centre)
    assert.equal(second.corners.at(0), corner)
    assert.equal(centre.x, 1)
    assert.equal(corner?.x, 1)
  })

  test('of another reader is another object', () => {
    const [before, after] = [Scene.reader(region).at(places[0]), Scene.reader(region).at(places[1])]
    assert.deepEqual([before.id, after.id], [0, 1])
    assert.deepEqual([before.centre.x, after.centre.x], [0, 1])
  })

  test('gives each element of a list a view of its own', () => {
    const view = Scene.reader(region).at(places[1])
    const [first, second] = [view.corners.at(0), view.corners.at(1)]
    assert.deepEqual([first?.y, second?.y], [1, 2])
    assert.deepEqual([view.corners.at(-1)?.y, view.corners.at(2), view.corners.at(-3)], [2, undefined, undefined])
    assert.deepEqual(
      [...view.corners].map(({ y }) => y),
      [1, 2],
    )
    assert.deepEqual(
      view.corners.map(({ y }, index) => y + index),
      [1, 3],
    )
  })

  test('shows payloads in place, by one array while place and length stay', () => {
    const reader = Scene.reader(region)
    const { data } = reader.at(places[1]).thumbnail
    assert.equal(data.buffer, region.buffer)
    assert.equal(data.length, 6)
    assert.equal(reader.at(places[0]).thumbnail.data.length, 6)
    assert.equal(reader.at(places[1]).thumbnail.data, data)
    assert.equal(reader.at(places[1]).raw.buffer, region.buffer)
  })

  test('decodes a value once per move, and again after the place was written anew', () => {
    const reader = Scene.reader(region)
    const { settings } = reader.at(places[1])
    const view = reader.at(places[1])
    const again = view.settings
    assert.notEqual(again, settings)
    assert.equal(view.settings, again)
    Scene.write(region, places[1], { ...scene(1), settings: { gain: 7 } })
    assert.equal(reader.at(places[1]).settings.gain, 7)
    Scene.write(region, places[1], scene(1))
  })

  test('cannot be written', () => {
    const view = Scene.reader(region).at(places[1]) as { id: number }
    assert.throws(() => {
      view.id = 5
    }, TypeError)
  })

  test('can be spread into a new value with some of its fields changed', () => {
    const view = Scene.reader(region).at(places[1])
    const thumbnail = { ...view.thumbnail, data: new Uint8Array(6).fill(9) }
    Scene.write(region, 2 * Scene.sizeBytes, { ...view, id: 8, thumbnail })
    const changed = Scene.copy(Scene.reader(region).at(2 * Scene.sizeBytes))
    assert.deepEqual(changed, { ...Scene.copy(view), id: 8, thumbnail: { ...thumbnail } })
  })

  test('prints its fields', () => {
    assert.match(inspect(Scene.reader(region).at(places[1])), /id: 1,[\s\S]*note: 'n1'/)
    assert.match(JSON.stringify(Scene.reader(region).at(places[1])), /"corners":\[\{"x":1,"y":1\},\{"x":1,"y":2\}\]/)
  })

  test('is copied out into values that share nothing with the region', () => {
    const copy = Scene.copy(Scene.reader(region).at(places[1]))
    Scene.write(region, places[1], scene(3))
    assert.deepEqual(copy, { ...scene(1), thumbnail: { ...scene(1).thumbnail, channels: 3, format: 'rgb8' } })
    Scene.write(region, places[1], scene(1))
  })
})

describe('a time reader', () => {
  test('reads its field without a view', () => {
    assert.equal(Scene.timeReader('timeUs')(region, places[1]), 1)
  })

  test('is refused for a missing field, a field that is no number, and a message without fields', () => {
    assert.throws(() => Scene.timeReader('time'), { code: 'KV_WRONG_MESSAGE', path: 'Scene.time' })
    assert.throws(() => Scene.timeReader('note'), { code: 'KV_WRONG_MESSAGE', path: 'Scene.note' })
    assert.throws(() => u32.timeReader('timeUs'), { code: 'KV_WRONG_MESSAGE' })
  })
})
