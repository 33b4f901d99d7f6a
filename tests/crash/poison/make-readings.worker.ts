import { defineWorker, end } from 'kahnveyor'
import { Reading } from './messages.ts'

/** Puts `count` readings, ids from 0, a picture of as many pixels as the id says. */
export default defineWorker(import.meta.url, {
  outputs: { readings: Reading },
  setup: (args: { readonly count: number }) => args,
  fire: ({ count }, out, turn) => {
    const width = 1 + (turn % 8)
    out.readings.put({
      id: turn,
      timeUs: turn * 1000,
      label: `reading ${turn}`,
      image: { width, height: 1, data: new Uint8Array(width).fill(turn) },
    })
    return turn + 1 === count ? end : undefined
  },
})
