import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { LaneReader, LaneWriter } from '../../src/memory/lane.ts'
import {
  CAPACITY,
  FRONTIER_LOW,
  FRONTIER_SEQUENCE,
  HEAD,
  LANE_BYTES,
  slotBytes,
  TAIL,
} from '../../src/memory/lane-layout.ts'
import { regionOver } from '../../src/memory/region.ts'

const SLOTS = 8
const CAPACITY_ITEMS = 5

/** Both ends of a lane that has already carried `start` items. */
function laneFrom(start: number) {
  const region = regionOver(new SharedArrayBuffer(LANE_BYTES))
  const ring = regionOver(new SharedArrayBuffer(SLOTS * slotBytes(8)))
  const place = { words: region.i32, wordsByteOffset: 0, ring, slots: SLOTS, slotBytes: slotBytes(8) }
  Atomics.store(region.i32, CAPACITY >> 2, CAPACITY_ITEMS)
  Atomics.store(region.i32, HEAD >> 2, start | 0)
  Atomics.store(region.i32, TAIL >> 2, start | 0)
  const writer = new LaneWriter(place)
  const reader = new LaneReader(place)
  writer.resume(start)
  reader.resume(start)
  return {
    words: region.i32,
    writer,
    reader,
    another: () => new LaneReader(place),
    successor: () => new LaneWriter(place),
  }
}

const put = (writer: LaneWriter, ticket: number): void => {
  writer.stage(ticket | 0, ticket | 0)
  writer.commit()
  writer.publishTail()
}

describe('a lane', () => {
  for (const start of [0, 2 ** 31 - 7, 2 ** 32 - 7, 2 ** 53 - 2 ** 20 - 7])
    test(`keeps order and bounds around position ${start}`, () => {
      const { writer, reader } = laneFrom(start)
      let read = start
      for (let position = start; position < start + 40; position += 1) {
        assert.equal(writer.isFull(), false)
        put(writer, position)
        if (position % 3 !== 2) continue
        for (; reader.has(read); read += 1) assert.equal(reader.ticketAt(read), read | 0)
        assert.equal(read, position + 1)
        reader.position = read
        reader.publishHead()
      }
    })

  for (const start of [0, 2 ** 31 - 3, 2 ** 32 - 3])
    test(`is full at its capacity and not before, around position ${start}`, () => {
      const { writer, reader } = laneFrom(start)
      for (let count = 0; count < CAPACITY_ITEMS; count += 1) {
        assert.equal(writer.isFull(), false)
        put(writer, start + count)
      }
      assert.deepEqual([writer.isFull(), writer.fill()], [true, CAPACITY_ITEMS])
      reader.position = start + 1
      assert.equal(writer.isFull(), true, 'consumed and not yet published')
      reader.publishHead()
      assert.deepEqual([writer.isFull(), writer.fill()], [false, CAPACITY_ITEMS - 1])
    })

  test('shows nothing that is staged, and forgets it', () => {
    const { writer, reader } = laneFrom(0)
    writer.stage(7, 7)
    assert.equal(reader.has(0), false)
    writer.unstage()
    put(writer, 8)
    assert.deepEqual([reader.has(0), reader.ticketAt(0), reader.has(1)], [true, 8, false])
  })

  test('lets a successor publish what its predecessor had committed and not published', () => {
    const { writer, reader, successor } = laneFrom(2 ** 31 - 1)
    writer.stage(1, 1)
    writer.stage(2, 2)
    const next = successor()
    next.resume(2 ** 31 + 1)
    assert.equal(next.publishTail(), true)
    assert.equal(next.publishTail(), false)
    assert.deepEqual(
      [reader.has(2 ** 31), reader.has(2 ** 31 + 1), reader.ticketAt(2 ** 31 - 1), reader.ticketAt(2 ** 31)],
      [true, false, 1, 2],
    )
  })

  test('has a frontier of 64 bits, which is never seen half', () => {
    const { words, writer, reader, successor } = laneFrom(0)
    assert.equal(reader.frontierUs(), Number.NEGATIVE_INFINITY)
    const times = [-5, 0, 0.5, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, Number.POSITIVE_INFINITY]
    for (const timeUs of times) {
      writer.publishFrontier(timeUs)
      assert.equal(reader.frontierUs(), timeUs)
    }
    // A writer dies between the halves.
    writer.publishFrontier(1000)
    const sequence = Atomics.load(words, FRONTIER_SEQUENCE >> 2)
    assert.equal(reader.frontierUs(), 1000)
    Atomics.store(words, FRONTIER_SEQUENCE >> 2, sequence + 1)
    Atomics.store(words, FRONTIER_LOW >> 2, 12345)
    assert.equal(reader.frontierUs(), 1000)
    const next = successor()
    next.publishFrontier(2000)
    assert.equal(reader.frontierUs(), 2000)
  })

  test('is closed after its last item', () => {
    const { writer, reader, another } = laneFrom(0)
    put(writer, 1)
    assert.equal(reader.isClosed(), false)
    writer.publishClosed()
    assert.deepEqual([reader.isClosed(), another().has(0), another().has(1)], [true, true, false])
  })
})
