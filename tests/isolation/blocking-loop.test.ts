import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { runBlocking } from '../../src/isolation/blocking-loop.ts'
import { LONGEST_SLEEP_MS } from '../../src/memory/doorbell.ts'
import type { Replica, Step } from '../../src/worker/replica.ts'
import { monotonicUs } from '../../src/worker/replica-context.ts'

/** A replica that steps as told and notes what the loop does with its bell. */
function stepping(step: (armed: boolean, sleeps: number) => Step, sleep: () => 'rung' | 'timed-out' = () => 'rung') {
  const seen = { sleeps: 0, rescued: 0, armed: false }
  const replica = {
    dueUs: Number.POSITIVE_INFINITY,
    bell: {
      arm: () => {
        seen.armed = true
        return 0
      },
      disarm: () => {
        seen.armed = false
      },
      sleep: () => {
        seen.sleeps += 1
        return sleep()
      },
    },
    words: {
      countRescuedWait: () => {
        seen.rescued += 1
      },
    },
    step: () => step(seen.armed, seen.sleeps),
    describeWait: () => undefined,
  }
  return { replica, seen, run: () => runBlocking(replica as unknown as Replica) }
}

describe('a blocking replica', () => {
  test('looks again after it has said that it waits, and does not sleep on what it finds', () => {
    let fired = false
    const { run, seen } = stepping((armed) => {
      if (fired) return 'ended'
      // What it waits for arrives between its last look and its sleep, from a neighbour that saw no need to ring.
      if (armed) fired = true
      return armed ? 'fired' : 'waiting'
    })
    assert.equal(run(), 'ended')
    assert.deepEqual(seen, { sleeps: 0, rescued: 0, armed: false })
  })

  test('sleeps when there is nothing to do, and ends where it was asked to while it slept', () => {
    const { run, seen } = stepping((_, sleeps) => (sleeps < 3 ? 'waiting' : 'stopped'))
    assert.equal(run(), 'stopped')
    assert.deepEqual(seen, { sleeps: 3, rescued: 0, armed: false })
  })

  test('counts a wait that only its time-out ended', () => {
    let fired = false
    const { run, seen } = stepping(
      (armed, sleeps) => {
        if (fired) return 'ended'
        fired = sleeps > 0 && !armed
        return fired ? 'fired' : 'waiting'
      },
      () => 'timed-out',
    )
    assert.equal(run(), 'ended')
    assert.equal(seen.rescued, 1)
  })

  test('does not count a wait whose own time had come', () => {
    let fired = false
    const { replica, run, seen } = stepping(
      (armed, sleeps) => {
        if (fired) return 'ended'
        fired = sleeps > 0 && !armed
        return fired ? 'fired' : 'waiting'
      },
      () => {
        // The sleep takes a little longer than asked for, and in that little the turn becomes due.
        replica.dueUs = monotonicUs() - 1
        return 'timed-out'
      },
    )
    replica.dueUs = monotonicUs() + (LONGEST_SLEEP_MS + 1000) * 1000
    assert.equal(run(), 'ended')
    assert.equal(seen.rescued, 0)
  })
})
