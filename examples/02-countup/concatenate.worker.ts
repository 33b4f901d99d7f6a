import { defineWorker } from 'kahnveyor'
import { Count, Text } from './messages.ts'

/** Writes a number between a prefix and a suffix. */
export default defineWorker(import.meta.url, {
  inputs: { sums: Count },
  outputs: { texts: Text },
  args: { prefix: 'Concatenate', suffix: '' },
  setup: (args) => args,
  fire: ({ prefix, suffix }, { sums }, out) => out.texts.put({ text: `${prefix} ${sums.value} ${suffix}`.trim() }),
})
