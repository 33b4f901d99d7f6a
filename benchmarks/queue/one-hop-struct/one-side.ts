/**
 * What one firing costs each side of the hop where the other side costs nothing: the whole loop of a worker (look, fire, commit,
 * publish), alone in a process, while this program moves the other side's word a whole ring at a time.
 *
 *   (head := tail)   writer ──► lane          lane ──► reader   (tail := head + 512)
 *
 *   node --conditions=kahnveyor-source benchmarks/queue/one-hop-struct/one-side.ts writer|reader
 *
 * Prints the lower quartile and the median over rounds of 512 firings. A round takes 50 us, so most are not disturbed by what else
 * the machine does: it can be compared where wall clocks over seconds cannot.
 */
import { HEAD, TAIL } from '../../../src/memory/lane-layout.ts'
import { load, publish } from '../../../src/memory/words.ts'
import { prepare } from '../../../src/system/prepare.ts'
import { Replica } from '../../../src/worker/replica.ts'
import { formatNumber } from '../../suite/report.ts'
import { oneHop } from './one-hop.ts'

const CAPACITY = 512
const ROUNDS = 10_000
const WARMUP_ROUNDS = 3_000

const side = process.argv[2] === 'reader' ? 'reader' : 'writer'
const system = oneHop(CAPACITY, { items: 1e9, warmup: 1 })
const { segment, plan, definitions } = await prepare(system, {
  isolation: 'thread',
  seed: 1,
  runDirectory: null,
  args: new Map(),
  shared: true,
})
const id = plan.workers.find(({ name }) => name === side)?.replicas[0] ?? 0
const written = definitions.get(side)
const lane = plan.lanes[0]
if (written === undefined || lane === undefined) throw new Error(`the system has no ${side}`)
const words = segment.region(0, plan.controlBytes).i32
const head = (lane.wordsByteOffset + HEAD) >> 2
const tail = (lane.wordsByteOffset + TAIL) >> 2

// The reader sees the same old slots again and again, so it sums without checking the sequence.
let sum = 0
const summing = (_: unknown, { samples }: { samples: { sequence: number; x: number } }): void => {
  sum = (sum + samples.sequence + samples.x) >>> 0
}
const definition =
  side === 'writer'
    ? written
    : { ...written, options: { ...written.options, fire: summing as unknown as typeof written.options.fire } }
const replica = new Replica({ segment, plan, replica: id, definition, send: () => undefined })
await replica.start()

const nsPerFiring: number[] = []
for (let round = 0; round < ROUNDS; round += 1) {
  if (side === 'writer') publish(words, head, load(words, tail))
  else publish(words, tail, (load(words, head) + CAPACITY) | 0)
  const startNs = process.hrtime.bigint()
  let firings = 0
  while (replica.step() === 'fired') firings += 1
  const tookNs = Number(process.hrtime.bigint() - startNs)
  if (round >= WARMUP_ROUNDS) nsPerFiring.push(tookNs / firings)
}
nsPerFiring.sort((a, b) => a - b)
const quartile = nsPerFiring[nsPerFiring.length >> 2] as number
const median = nsPerFiring[nsPerFiring.length >> 1] as number
console.log(`${side}: ${formatNumber(quartile)} ns per firing, median ${formatNumber(median)}`)
