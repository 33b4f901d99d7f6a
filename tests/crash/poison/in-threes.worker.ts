import { defineWorker, notYet } from 'kahnveyor'
import { Reading, Sum } from './messages.ts'

/** Collects three readings before it puts, and cannot digest the one with id 4, the middle one of its batch. */
export default defineWorker(import.meta.url, {
  inputs: { readings: Reading },
  outputs: { sums: Sum },
  setup: () => ({ ids: [] as number[] }),
  fire: (self, { readings }, out) => {
    self.ids.push(readings.id)
    if (self.ids.length < 3) return notYet
    if (self.ids.includes(4)) throw new Error(`cannot digest ${self.ids.join(' ')}`)
    out.sums.put({ id: readings.id, sum: 0, ids: self.ids })
    self.ids = []
    return
  },
})
