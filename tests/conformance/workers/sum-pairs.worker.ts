import { defineWorker, zip } from 'kahnveyor'
import { Counted, Pair } from './messages.ts'

export default defineWorker(import.meta.url, {
  inputs: zip({ left: Counted, right: Counted }),
  outputs: { pairs: Pair },
  fire: (_, { left, right }, out) => out.pairs.put({ left: left.number, right: right.number }),
})
