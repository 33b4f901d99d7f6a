import { defineWorker } from 'kahnveyor'
import { Counted } from './messages.ts'

export default defineWorker(import.meta.url, {
  inputs: { numbers: Counted },
  setup: () => {
    throw new Error('it cannot be set up')
  },
  fire: () => undefined,
})
