import { defineWorker } from 'kahnveyor'
import { Timed } from './messages.ts'

/** Lets through the ticks whose number is a multiple of `every`; 0 lets none through. */
export default defineWorker(import.meta.url, {
  inputs: { ticks: Timed },
  outputs: { kept: Timed },
  args: { every: 3 },
  setup: (args) => args,
  fire: ({ every }, { ticks }, out) => {
    if (every > 0 && ticks.number % every === 0) out.kept.put(ticks)
  },
})
