/** The process behind `replay-item`. Arguments: the capsule, and the inspector's port where a debugger is wanted. */
import { writeSync } from 'node:fs'
import inspector from 'node:inspector'
import { enterWorker } from '../isolation/inside-worker.ts'
import { loadDefinition } from '../isolation/load-definition.ts'
import { sendPrintedLines } from '../isolation/printed-lines.ts'
import { formatLogRecord } from '../supervisor/run-log.ts'
import { readCapsule } from '../worker/capsule.ts'
import type { ReplicaMessage } from '../worker/channel.ts'
import { replay, requireSameWorker } from '../worker/replay.ts'
import { ReplicaContext } from '../worker/replica-context.ts'
import { codeOf, textOfError } from './error-text.ts'
import { itemJson } from './item-json.ts'
import { type ReplayWord, VERDICT_DESCRIPTOR } from './replay-convention.ts'

const STDOUT = 1
const STDERR = 2
const [path, port] = process.argv.slice(2) as [string, string | undefined]
const capsule = readCapsule(path)
const { worker, replica } = capsule

// Written at once: the next line of code may be the last that this process executes.
const tell = (word: ReplayWord): void => void writeSync(VERDICT_DESCRIPTOR, `${word}\n`)
const say = (text: string): void => void writeSync(STDERR, `${text}\n`)

enterWorker()
if (port !== undefined) {
  say('waits for a debugger: chrome://inspect, or the address below; it stops before fire is called')
  inspector.open(Number(port), '127.0.0.1', true)
}
const context = new ReplicaContext({
  worker,
  replica,
  seed: capsule.seed,
  // What is done again here is no part of the run that gave it up.
  run: `replay of ${path}`,
  runDirectory: capsule.runDirectory,
  send: (message: ReplicaMessage) => {
    if (message.kind !== 'log') return
    const { level, text, fields, firing } = message
    say(formatLogRecord({ timeMs: Date.now(), level, worker, replica, firing, text, fields }))
  },
})
sendPrintedLines(context.log)
process.exit(await verdict())

async function verdict(): Promise<number> {
  try {
    const definition = await loadDefinition(worker, capsule.module, capsule.indexInModule)
    requireSameWorker(path, capsule, definition)
    let puts = 0
    await replay(capsule, definition, context, {
      firing: () => {
        tell('firing')
        // biome-ignore lint/suspicious/noDebugger: this is where --inspect-brk stops; a step out and one in lead into fire.
        if (port !== undefined) debugger
      },
      put: (output, item) => {
        puts += 1
        writeSync(STDOUT, `${itemJson(output, item)}\n`)
      },
    })
    say(`passed: ${puts} ${puts === 1 ? 'item' : 'items'} put`)
    tell('passed')
    return 0
  } catch (thrown) {
    const code = codeOf(thrown)
    if (code === 'KV_CAPSULE' || code === 'KV_WORKER_IMPORT') {
      say(textOfError(thrown, false))
      tell('refused')
    } else {
      say(`failed: ${thrown instanceof Error ? (thrown.stack ?? String(thrown)) : String(thrown)}`)
      tell('failed')
    }
    return 1
  }
}
