/**
 * What the ways to touch a shared word cost one thread that nobody disturbs, and the calls into the kernel.
 *
 *   node --conditions=kahnveyor-source benchmarks/memory/words.ts
 */
import { MappedSegment } from '../../src/memory/mapped-segment.ts'
import { glance, load, note, publish, relax } from '../../src/memory/words.ts'
import { formatNumber } from '../suite/report.ts'

const CALLS = 2_000_000
const REPEATS = 7
const LINE_WORDS = 32

const segment = MappedSegment.create(4096)
const words = segment.region(0, 4096).i32
let sum = 0

report('load', (i) => {
  sum += load(words, (i & 3) * LINE_WORDS)
})
report('glance', (i) => {
  sum += glance(words, (i & 3) * LINE_WORDS)
})
report('publish', (i) => publish(words, (i & 3) * LINE_WORDS, i))
report('note', (i) => note(words, (i & 3) * LINE_WORDS, i))
report('publish, then load', (i) => {
  publish(words, 0, i)
  sum += load(words, LINE_WORDS)
})
report('relax', () => relax(), 100_000)
report('wake, nobody sleeps', () => segment.wake(0), 100_000)
report('wait, word has changed', () => void segment.wait(0, -1, 1000), 100_000)
if (Number.isNaN(sum)) throw new Error('not a number')

/** The best of several: what else runs on the machine only ever adds. */
function report(name: string, call: (i: number) => void, calls = CALLS): void {
  // A loop of its own for each, or the engine would compile one that serves them all.
  const loop = new Function('call', 'calls', `for (let i = 0; i < calls; i++) call(i) // ${name}`)
  let best = Number.POSITIVE_INFINITY
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    const startNs = process.hrtime.bigint()
    loop(call, calls)
    best = Math.min(best, Number(process.hrtime.bigint() - startNs) / calls)
  }
  console.log(`${name.padEnd(24)} ${formatNumber(best)} ns`)
}
