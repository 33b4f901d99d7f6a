import { appendFileSync } from 'node:fs'
import { defineWorker } from 'kahnveyor'
import { Counted } from './messages.ts'

/** A sink: reports every number. */
export default defineWorker(import.meta.url, {
  inputs: { numbers: Counted },
  args: { file: '' },
  setup: ({ file }, context) => ({ file, context }),
  fire: ({ file, context }, { numbers: { number } }) => {
    if (file === '') context.report(number)
    else appendFileSync(file, `${number}\n`)
  },
})
