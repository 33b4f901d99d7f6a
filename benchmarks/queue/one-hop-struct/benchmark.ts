/**
 * One hop of small structs, process to process:
 *
 *   ┌────────┐ 64 bytes, capacity 512 or 10 ┌────────┐
 *   │ writer ├──────────────────────────────► reader │   checks every sequence number, sums two fields
 *   └────────┘                              └────────┘
 *
 * kahnveyor       full workers: one item per firing, a commit on each side for each item
 * manager queue   Python's multiprocessing.Manager().Queue, in the worker loop of the predecessor (pause and exit checked)
 * mp queue        Python's multiprocessing.Queue in the same loop, for comparison
 * C++ ring        single producer, single consumer over shared memory, the same slots, no commits; published by sequentially
 *                 consistent stores, as every ring must whose ends may go to sleep (and as is all that JavaScript has)
 * C++ spin ring   the same, published by release stores: for ends that never sleep
 */
import type { Benchmark, Contestant } from '../../suite/benchmark.ts'
import { compilerMissing, pythonMissing, runCpp, runPython } from '../../suite/peer-program.ts'
import { runSystem } from '../../suite/run-system.ts'
import { type Throughput, verifiedRate, warmupOf } from '../../suite/throughput.ts'
import { oneHop } from './one-hop.ts'
import { checksumOf } from './sample.ts'

const WORK = 'queue/one-hop-struct'

export const capacity512 = benchmark(512)
export const capacity10 = benchmark(10)

function benchmark(capacity: number): Benchmark {
  const work = capacity === 512 ? WORK : `${WORK} capacity ${capacity}`
  return {
    work,
    unit: 'items/s',
    better: 'more',
    contestants: [
      contestant('kahnveyor', [600_000, 3_000_000], (items) =>
        runSystem(oneHop(capacity, { items, warmup: warmupOf(items) })),
      ),
      contestant(
        'manager queue',
        [5_000, 20_000],
        (items) => runPython('one_hop.py', ['manager', 'struct', capacity, items, warmupOf(items)]),
        pythonMissing,
      ),
      contestant(
        'mp queue',
        [10_000, 50_000],
        (items) => runPython('one_hop.py', ['multiprocessing', 'struct', capacity, items, warmupOf(items)]),
        pythonMissing,
      ),
      contestant(
        'C++ ring',
        [2_000_000, 10_000_000],
        (items) => runCpp('ring.cpp', ['sequential', capacity, items, warmupOf(items)]),
        compilerMissing,
      ),
      contestant(
        'C++ spin ring',
        [4_000_000, 20_000_000],
        (items) => runCpp('ring.cpp', ['release', capacity, items, warmupOf(items)]),
        compilerMissing,
      ),
    ],
    goals:
      capacity === 512
        ? [
            { of: 'kahnveyor', against: 'manager queue', ratio: 300 },
            { of: 'kahnveyor', against: 'C++ ring', ratio: 0.35 },
            { of: 'kahnveyor', against: 'C++ spin ring', ratio: 0.35 },
          ]
        : [{ of: 'kahnveyor', against: 'kahnveyor', inWork: WORK, ratio: 0.4 }],
  }
}

function contestant(
  name: string,
  [quickItems, fullItems]: readonly [number, number],
  run: (items: number) => Promise<Throughput>,
  missing: () => string | undefined = () => undefined,
): Contestant {
  return {
    name,
    missing,
    run: async ({ quick }) => {
      const items = quick ? quickItems : fullItems
      return verifiedRate(await run(items), { received: items, checksum: checksumOf(items) })
    },
  }
}
