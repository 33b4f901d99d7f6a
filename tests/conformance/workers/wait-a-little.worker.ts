import { setTimeout as sleep } from 'node:timers/promises'
import { defineWorker } from 'kahnveyor'
import { Counted } from './messages.ts'

/** Forwards each number after a timer of its own process; a timer beside it lives on in between. */
export default defineWorker(import.meta.url, {
  inputs: { numbers: Counted },
  outputs: { later: Counted },
  args: { longestMs: 3 },
  setup: ({ longestMs }) => {
    const self = { longestMs, beats: 0, beating: setInterval(() => undefined, 1) }
    clearInterval(self.beating)
    self.beating = setInterval(() => {
      self.beats += 1
    }, 1)
    return self
  },
  fire: async (self, { numbers }, out) => {
    const { number } = numbers
    await sleep(number % (self.longestMs + 1))
    out.later.put({ number })
  },
  teardown: (self) => clearInterval(self.beating),
})
