/**
 * One hop of 1080p images (6.2 MB), process to process:
 *
 *   ┌────────┐ rgb8, capacity 4 ┌────────┐
 *   │ writer ├──────────────────► reader │   checks one stamp per 4 KiB page of every frame
 *   └────────┘                  └────────┘
 *
 * put                   the frame lies in a buffer of the writer's: one copy in
 * claim, filled         the writer fills a block of the queue, every byte: no copy
 * claim, stamped        the same, one byte per page: what remains when a device or decoder writes the pixels
 * manager queue         Python's multiprocessing.Manager().Queue, in the worker loop of the predecessor
 * mp queue              Python's multiprocessing.Queue in the same loop, for comparison
 * memcpy                C++: the same copy into as many blocks of shared memory, handed over by a ring, pages checked
 */
import { defineSystem, type SystemDefinition } from 'kahnveyor'
import type { Benchmark, Contestant } from '../../suite/benchmark.ts'
import { compilerMissing, pythonMissing, runCpp, runPython } from '../../suite/peer-program.ts'
import { runSystem } from '../../suite/run-system.ts'
import { type Throughput, verifiedRate, warmupOf } from '../../suite/throughput.ts'
import claimingWriter from './claiming-writer.worker.ts'
import copyingWriter from './copying-writer.worker.ts'
import { checksumOf } from './frame.ts'
import reader from './reader.worker.ts'

const CAPACITY = 4

export const oneHop1080p: Benchmark = {
  work: 'frames/one-hop-1080p',
  unit: 'frames/s',
  better: 'more',
  contestants: [
    contestant('put', [1000, 4000], (frames) => runSystem(copying(frames))),
    contestant('claim, filled', [1000, 4000], (frames) => runSystem(claiming(frames, true))),
    contestant('claim, stamped', [10_000, 40_000], (frames) => runSystem(claiming(frames, false))),
    contestant(
      'manager queue',
      [50, 200],
      (frames) => runPython('one_hop.py', ['manager', 'frames', CAPACITY, frames, warmupOf(frames)]),
      pythonMissing,
    ),
    contestant(
      'mp queue',
      [50, 200],
      (frames) => runPython('one_hop.py', ['multiprocessing', 'frames', CAPACITY, frames, warmupOf(frames)]),
      pythonMissing,
    ),
    contestant(
      'memcpy',
      [1000, 4000],
      (frames) => runCpp('memcpy.cpp', [CAPACITY, frames, warmupOf(frames)]),
      compilerMissing,
    ),
  ],
  goals: [
    { of: 'put', against: 'manager queue', ratio: 14 },
    { of: 'claim, filled', against: 'manager queue', ratio: 40 },
    { of: 'claim, stamped', against: 'manager queue', ratio: 40 },
    { of: 'put', against: 'memcpy', ratio: 0.8 },
  ],
}

function copying(items: number): SystemDefinition {
  return defineSystem('one_hop_1080p', (system) => {
    const writing = system.worker('writer', copyingWriter, { args: { items } })
    const reading = system.worker('reader', reader, { args: { warmup: warmupOf(items) } })
    system.connect(writing.outputs.frames, reading.inputs.frames, { capacity: CAPACITY })
  })
}

function claiming(items: number, whole: boolean): SystemDefinition {
  return defineSystem('one_hop_1080p_claimed', (system) => {
    const writing = system.worker('writer', claimingWriter, { args: { items, whole } })
    const reading = system.worker('reader', reader, { args: { warmup: warmupOf(items) } })
    system.connect(writing.outputs.frames, reading.inputs.frames, { capacity: CAPACITY })
  })
}

function contestant(
  name: string,
  [quickFrames, fullFrames]: readonly [number, number],
  run: (frames: number) => Promise<Throughput>,
  missing: () => string | undefined = () => undefined,
): Contestant {
  return {
    name,
    missing,
    run: async ({ quick }) => {
      const frames = quick ? quickFrames : fullFrames
      return verifiedRate(await run(frames), { received: frames, checksum: checksumOf(frames) })
    },
  }
}
