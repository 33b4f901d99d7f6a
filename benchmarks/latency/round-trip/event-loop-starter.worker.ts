import { defineWorker } from 'kahnveyor'
import { Starter } from './starter.ts'
import { Trip } from './trip.ts'

export default defineWorker(import.meta.url, {
  driver: {},
  inputs: { back: Trip },
  outputs: { out: Trip },
  setup: ({ trips }: { readonly trips: number }, context) => new Starter({ trips, gap: false }, context),
  volatile: true,
  fire: (starter, { back }, out) => starter.fire(back, out),
  waits: 'event-loop',
})
