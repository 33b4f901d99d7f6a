import { defineWorker } from 'kahnveyor'
import { Counted, Drawn } from './messages.ts'

export default defineWorker(import.meta.url, {
  inputs: { numbers: Counted },
  outputs: { drawn: Drawn },
  setup: (_: Record<never, never>, context) => context,
  fire: (context, { numbers: { number } }, out) => {
    context.random()
    out.drawn.put({ number, random: Math.floor(context.random() * 2 ** 32) })
  },
})
