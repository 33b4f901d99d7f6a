// Two workers, each in a process of its own, and a queue between them.
// Run it: npx kahnveyor run examples/01-hello/hello.system.ts
import { defineSystem, defineWorker, end, string, struct } from 'kahnveyor'

const Greeting = struct('Greeting', { text: string({ maxBytes: 40 }) })
const names = ['Ada', 'Edsger', 'Gilles', 'Barbara']

export const greet = defineWorker(import.meta.url, {
  outputs: { greetings: Greeting },
  fire: (_, out, turn) => {
    out.greetings.put({ text: `Hello, ${names[turn]}!` })
    return turn === names.length - 1 ? end : undefined
  },
})

export const print = defineWorker(import.meta.url, {
  inputs: { greetings: Greeting },
  fire: (_, { greetings }) => console.log(greetings.text),
})

export default defineSystem('hello', (system) => {
  system.connect(system.worker('greet', greet).outputs.greetings, system.worker('print', print).inputs.greetings)
})
