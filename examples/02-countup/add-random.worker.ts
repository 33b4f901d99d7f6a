import { defineWorker } from 'kahnveyor'
import { Count } from './messages.ts'

/**
 * Adds a random number from 0 to `max`. It draws from the context, whose numbers depend on the run's seed and on the item, not
 * on the replica: the sums are the same in every run.
 */
export default defineWorker(import.meta.url, {
  inputs: { counts: Count },
  outputs: { sums: Count },
  args: { max: 100 },
  setup: ({ max }, context) => ({ draw: () => Math.floor(context.random() * (max + 1)) }),
  fire: ({ draw }, { counts }, out) => out.sums.put({ value: counts.value + draw() }),
})
