import { defineWorker } from 'kahnveyor'
import { Counted } from './messages.ts'

export default defineWorker(import.meta.url, {
  inputs: { numbers: Counted },
  outputs: { doubled: Counted },
  fire: (_, { numbers }, out) => out.doubled.put({ number: numbers.number * 2 }),
})
