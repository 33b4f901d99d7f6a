/**
 *                  ┌────────────┐   ┌─────────────┐
 *               ┌──► add_random ├───► concatenate ├──┐
 *   ┌─────────┐ │  └────────────┘   └─────────────┘  │  ┌───────┐
 *   │ countup ├─┤                                    ├──► print │
 *   └─────────┘ │  ┌────────────┐   ┌─────────────┐  │  └───────┘
 *               └──► add_random ├───► concatenate ├──┘
 *                  └────────────┘   └─────────────┘
 *
 * Two replicas of the workers in the middle, and the texts are still printed in the order of the count.
 *
 * Run it: npx kahnveyor run examples/02-countup/countup.system.ts
 * From code, with pause and resume: main.ts
 */
import { defineSystem } from 'kahnveyor'
import addRandom from './add-random.worker.ts'
import concatenate from './concatenate.worker.ts'
import countup from './countup.worker.ts'
import print from './print.worker.ts'

export default defineSystem('countup', (system) => {
  const counting = system.worker('countup', countup, { args: { start: 5, turns: 40, everyMs: 50 } })
  const adding = system.worker('add_random', addRandom, { replicas: 2, args: { max: 100 } })
  const concatenating = system.worker('concatenate', concatenate, { replicas: 2, args: { prefix: '<', suffix: '>' } })
  const printing = system.worker('print', print)
  system.connect(counting.outputs.counts, adding.inputs.counts, { capacity: 10 })
  system.connect(adding.outputs.sums, concatenating.inputs.sums, { capacity: 10 })
  system.connect(concatenating.outputs.texts, printing.inputs.texts, { capacity: 10 })
})
