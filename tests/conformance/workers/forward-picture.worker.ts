import { defineWorker } from 'kahnveyor'
import { Picture } from './messages.ts'

/** Puts the view it was given: the payload is copied into a block of its own. */
export default defineWorker(import.meta.url, {
  inputs: { pictures: Picture },
  outputs: { same: Picture },
  fire: (_, { pictures }, out) => out.same.put(pictures),
})
