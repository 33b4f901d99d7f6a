/**
 * Round trip of one small item between two processes, median of all trips of a run:
 *
 *   ┌─────────┐ ─────► ┌──────────┐
 *   │ starter │        │ returner │
 *   └─────────┘ ◄───── └──────────┘
 *
 * blocking              both wait blocking: they look again a few times, then sleep
 * blocking, rested      a millisecond of rest before each trip, so that both sleep
 * event loop            both wait through their event loops
 * futex                 C++: two processes that sleep and wake each other, nothing else
 * futex, rested         the same with a millisecond of rest before each trip
 */
import { strict as assert } from 'node:assert'
import { defineSystem } from 'kahnveyor'
import type { Benchmark, Contestant } from '../../suite/benchmark.ts'
import { compilerMissing, runCpp } from '../../suite/peer-program.ts'
import { runSystem } from '../../suite/run-system.ts'
import blockingReturner from './blocking-returner.worker.ts'
import blockingStarter from './blocking-starter.worker.ts'
import eventLoopReturner from './event-loop-returner.worker.ts'
import eventLoopStarter from './event-loop-starter.worker.ts'
import restedStarter from './rested-starter.worker.ts'
import type { Trips } from './trip.ts'

export const roundTrip: Benchmark = {
  work: 'latency/round-trip',
  unit: 'us (p50)',
  better: 'less',
  contestants: [
    contestant('blocking', [20_000, 100_000], (trips) => run(blockingStarter, blockingReturner, trips)),
    contestant('blocking, rested', [300, 1000], (trips) => run(restedStarter, blockingReturner, trips)),
    contestant('event loop', [5_000, 20_000], (trips) => run(eventLoopStarter, eventLoopReturner, trips)),
    contestant('futex', [20_000, 100_000], (trips) => runCpp('futex.cpp', [trips, 0]), compilerMissing),
    contestant('futex, rested', [300, 1000], (trips) => runCpp('futex.cpp', [trips, 1000]), compilerMissing),
  ],
  goals: [
    { of: 'blocking', against: 'futex', ratio: 1.5 },
    { of: 'blocking, rested', against: 'futex, rested', ratio: 1.5 },
  ],
}

function run(starter: typeof blockingStarter, returner: typeof blockingReturner, trips: number): Promise<Trips> {
  return runSystem(
    defineSystem('round_trip', (system) => {
      const starting = system.worker('starter', starter, { args: { trips } })
      const returning = system.worker('returner', returner)
      system.connect(starting.outputs.out, returning.inputs.arriving)
      system.connect(returning.outputs.leaving, starting.inputs.back)
    }),
  )
}

function contestant(
  name: string,
  [quickTrips, fullTrips]: readonly [number, number],
  once: (trips: number) => Promise<Trips>,
  missing: () => string | undefined = () => undefined,
): Contestant {
  return {
    name,
    missing,
    run: async ({ quick }) => {
      const trips = quick ? quickTrips : fullTrips
      const result = await once(trips)
      assert.equal(result.trips, trips)
      return result.p50Us
    },
  }
}
