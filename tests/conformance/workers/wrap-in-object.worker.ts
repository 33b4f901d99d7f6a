import { defineWorker } from 'kahnveyor'
import { Anything, Counted } from './messages.ts'

export default defineWorker(import.meta.url, {
  inputs: { numbers: Counted },
  outputs: { objects: Anything },
  fire: (_, { numbers: { number } }, out) =>
    out.objects.put({
      number,
      text: 'x'.repeat(number % 40),
      nested: { list: [number, null, true, 'ü'], when: new Date(number * 1000) },
      bytes: new Uint8Array([number & 0xff, 1, 2]),
    }),
})
