import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { BlockPool } from '../../src/memory/block-pool.ts'
import { DOORBELL_BYTES, Doorbell } from '../../src/memory/doorbell.ts'
import { RecordPair } from '../../src/memory/record.ts'
import { recordLayout } from '../../src/memory/record-layout.ts'
import { SharedArraySegment } from '../../src/memory/shared-array-segment.ts'
import { distance } from '../../src/memory/words.ts'

describe('a doorbell', () => {
  const hang = () => {
    const segment = SharedArraySegment.create(4096)
    return new Doorbell(segment, segment.region(0, DOORBELL_BYTES).i32, 0)
  }

  test('lets nobody sleep who was rung after the bell was read', () => {
    const bell = hang()
    const seen = bell.arm()
    bell.ringIfWaiting()
    assert.equal(bell.sleep(seen, 60_000), 'rung')
  })

  test('is left alone while its owner does not wait', () => {
    const bell = hang()
    const before = bell.bell()
    bell.ringIfWaiting()
    assert.equal(bell.bell(), before)
    bell.arm()
    bell.disarm()
    bell.ringIfWaiting()
    assert.equal(bell.bell(), before)
    bell.ring()
    assert.notEqual(bell.bell(), before)
  })

  test('ends a sleep by time-out where nobody rings', () => {
    const bell = hang()
    assert.equal(bell.sleep(bell.arm(), 1), 'timed-out')
  })

  test('wakes a sleeper in another thread', { timeout: 20_000 }, async () => {
    const segment = SharedArraySegment.create(4096)
    const bell = new Doorbell(segment, segment.region(0, DOORBELL_BYTES).i32, 0)
    const seen = bell.arm()
    const ringer = `
      const { workerData } = require('node:worker_threads')
      const words = new Int32Array(workerData)
      Atomics.add(words, 32, 1)
      Atomics.notify(words, 32)`
    assert.equal(segment.handle.kind, 'shared-array-buffer')
    const thread = new Worker(ringer, { eval: true, workerData: segment.handle.buffer, execArgv: [] })
    assert.equal(bell.sleep(seen, 15_000), 'rung')
    await thread.terminate()
  })
})

describe('a block pool', () => {
  test('gives the lowest free block, and none that is referred to', () => {
    const actions = fc.array(fc.oneof(fc.constant('claim' as const), fc.nat({ max: 7 })), { maxLength: 60 })
    fc.assert(
      fc.property(actions, (given) => {
        const pool = new BlockPool(8)
        const references = new Array<number>(8).fill(0)
        for (const action of given) {
          if (action === 'claim') {
            const lowest = references.indexOf(0)
            if (lowest < 0) assert.throws(() => pool.claim(), /exhausted/)
            else {
              assert.equal(pool.claim(), lowest)
              references[lowest] = 1
            }
          } else if (references[action] === 0) continue
          else if (action % 2 === 0 && (references[action] as number) < 3) {
            pool.retain(action)
            references[action] = (references[action] as number) + 1
          } else {
            pool.release(action)
            references[action] = (references[action] as number) - 1
          }
          assert.equal(pool.used, references.filter((count) => count > 0).length)
        }
      }),
    )
  })

  test('refuses to release what is free', () => {
    const pool = new BlockPool(2)
    pool.release(pool.claim())
    assert.throws(() => pool.release(0), /released twice/)
  })

  test('is rebuilt by counting references again', () => {
    const pool = new BlockPool(4)
    for (let block = 0; block < 4; block += 1) pool.claim()
    pool.clear()
    for (const block of [1, 1, 3]) pool.retain(block)
    assert.deepEqual([pool.claim(), pool.claim(), pool.used], [0, 2, 4])
    pool.release(1)
    assert.throws(() => pool.claim())
    pool.release(1)
    assert.equal(pool.claim(), 1)
  })
})

describe('a pair of records', () => {
  test('shows the old one until the flip and the new one after it, also to a successor', () => {
    const layout = recordLayout({ inputLanes: 1, inputPorts: 1, outputLanes: 1, outputPorts: 1, stateBytesMax: 16 })
    const segment = SharedArraySegment.create(layout.blockBytes)
    const region = segment.region(0, layout.blockBytes)
    const owner = new RecordPair(region, 0, layout)
    for (let commit = 1; commit <= 5; commit += 1) {
      owner.spare().fill(commit)
      owner.spareState().fill(commit)
      assert.equal(new RecordPair(region, 0, layout).current()[0], commit - 1)
      owner.flip()
      const successor = new RecordPair(region, 0, layout)
      assert.deepEqual([...successor.current()], new Array(layout.doubles).fill(commit))
      assert.equal(successor.currentState()[15], commit)
      assert.equal(owner.current()[0], commit)
    }
  })

  test('keeps state and doubles of both records apart', () => {
    const layout = recordLayout({ inputLanes: 3, inputPorts: 2, outputLanes: 5, outputPorts: 2, stateBytesMax: 24 })
    const segment = SharedArraySegment.create(layout.blockBytes)
    const pair = new RecordPair(segment.region(0, layout.blockBytes), 0, layout)
    pair.current().fill(1)
    pair.currentState().fill(2)
    pair.spare().fill(3)
    pair.spareState().fill(4)
    assert.ok(pair.current().every((value) => value === 1))
    assert.ok(pair.currentState().every((value) => value === 2))
    assert.ok(pair.spare().every((value) => value === 3))
  })
})

test('the distance of counts is right across the ends of 32 bits', () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 52 }), fc.nat({ max: 2 ** 31 - 1 }), (earlier, steps) => {
      assert.equal(distance((earlier + steps) | 0, earlier | 0), steps)
    }),
  )
})
