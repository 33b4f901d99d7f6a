import { defineWorker } from 'kahnveyor'
import { Counted } from './messages.ts'

/** A driver: a pretended device answers each command with its number plus 1000, after a moment, by an event of its own. */
export default defineWorker(import.meta.url, {
  driver: {},
  inputs: { commands: Counted },
  outputs: { answers: Counted },
  setup: (_: Record<never, never>, context) => {
    const answers: number[] = []
    return {
      send: (number: number) =>
        void setTimeout(() => {
          answers.push(number + 1000)
          context.wake()
        }, 1),
      answers,
    }
  },
  fire: (device, { commands }, out) => {
    if (commands !== undefined) device.send(commands.number)
    for (const number of device.answers.splice(0)) out.answers.put({ number })
  },
})
