import { readFileSync } from 'node:fs'
import { defineWorker } from 'kahnveyor'
import { Reading, Sum } from './messages.ts'

export type Harm = 'throw' | 'segfault' | 'exit' | 'hang'

/** Sums the ids up and fails at one of them in the way that is asked for, until the file `mended` is there. */
export default defineWorker(import.meta.url, {
  inputs: { readings: Reading },
  outputs: { sums: Sum },
  setup: (args: { readonly at: number; readonly harm: Harm; readonly mended: string }, context) => ({
    ...args,
    context,
    sum: 0,
  }),
  state: {
    maxBytes: 64,
    snapshot: ({ sum }) => ({ sum }),
    restore: (self, { sum }) => {
      self.sum = sum
    },
  },
  fire: (self, { readings }, out) => {
    if (readings.id === self.at && !isThere(self.mended)) harm(self.harm, readings.label)
    self.sum += readings.id
    self.context.log.debug(`drew ${self.context.random()}`)
    out.sums.put({ id: readings.id, sum: self.sum, ids: Array.from(readings.image.data) })
  },
})

function isThere(path: string): boolean {
  try {
    readFileSync(path)
    return true
  } catch {
    return false
  }
}

function harm(how: Harm, label: string): void {
  console.error(`about to ${how} at ${label}`)
  if (how === 'throw') throw new RangeError(`cannot digest ${label}`)
  if (how === 'segfault') process.kill(process.pid, 'SIGSEGV')
  if (how === 'exit') process.exit(7)
  for (;;) {
    // Hangs, or waits for the signal above.
  }
}
