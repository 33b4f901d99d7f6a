import { defineWorker, end } from 'kahnveyor'
import { Timed } from './messages.ts'

/** Puts `count` items at the times `startUs`, `startUs + stepUs` … */
export default defineWorker(import.meta.url, {
  outputs: { ticks: Timed },
  args: { count: 100, startUs: 0, stepUs: 10 },
  setup: (args) => args,
  fire: ({ count, startUs, stepUs }, out, turn) => {
    if (turn >= count) return end
    out.ticks.put({ timeUs: startUs + turn * stepUs, number: turn })
  },
})
