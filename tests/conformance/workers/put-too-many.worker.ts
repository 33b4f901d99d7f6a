import { defineWorker } from 'kahnveyor'
import { Counted } from './messages.ts'

export default defineWorker(import.meta.url, {
  outputs: { numbers: Counted },
  maxPutsPerFiring: 4,
  fire: (_, out) => {
    for (let number = 0; number < 5; number += 1) out.numbers.put({ number })
  },
})
