// The program: a recording in, targets on the map out. `--help` says how.

import { AirsideError } from './airside-error.ts'
import { type Arguments, HELP, parseArguments } from './program/arguments.ts'
import { closingWords, givenUp, isGoodScore } from './program/closing-words.ts'
import { fly } from './program/fly.ts'
import { prepareRunFolder } from './program/run-folder.ts'
import { openRecording, sourceOfFolder } from './recordings/open-recording.ts'
import type { RecordingSource } from './recordings/recording.ts'

const EXIT_FAILED = 1
const EXIT_USAGE = 2

process.exitCode = await main(process.argv.slice(2))

async function main(texts: readonly string[]): Promise<number> {
  try {
    const options = parseArguments(texts)
    if (options.help) {
      process.stdout.write(HELP)
      return 0
    }
    return await run(options)
  } catch (thrown) {
    // A mistake of this program shows its stack; what the user can mend shows its message.
    const isExpected = thrown instanceof Error && 'code' in thrown
    process.stderr.write(`airside: ${isExpected ? thrown.message : thrown instanceof Error ? thrown.stack : thrown}\n`)
    return thrown instanceof AirsideError && thrown.code === 'AS_USAGE' ? EXIT_USAGE : EXIT_FAILED
  }
}

async function run(options: Arguments): Promise<number> {
  const recording = await openRecording(sourceOf(options))
  const folder = prepareRunFolder(options.out, recording.source.kind)
  const flown = await fly(recording, { ...options, folder })
  process.stdout.write(`${closingWords(flown)}\n`)
  const { summary, result } = flown
  if (summary === undefined || !result.ledger.balanced || givenUp(result.ledger) > 0) return EXIT_FAILED
  return summary.score === undefined || isGoodScore(summary.score) ? 0 : EXIT_FAILED
}

function sourceOf({ input, turned, seed, durationS }: Arguments): RecordingSource {
  if (input !== undefined) return sourceOfFolder(input, turned)
  return { kind: 'generated', flight: { seed }, ...(durationS !== undefined && { durationS }) }
}
