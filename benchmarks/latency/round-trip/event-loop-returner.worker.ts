import { defineWorker } from 'kahnveyor'
import { Trip } from './trip.ts'

export default defineWorker(import.meta.url, {
  inputs: { arriving: Trip },
  outputs: { leaving: Trip },
  fire: (_, { arriving }, out) => out.leaving.put({ number: arriving.number }),
  waits: 'event-loop',
})
