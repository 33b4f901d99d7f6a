/** The command `kahnveyor`: finds the verb, reads its options, performs it, and turns what goes wrong into words and a code. */
import { UsageError } from '../errors/command-errors.ts'
import { packageVersion } from '../worker/package-version.ts'
import { chaos } from './chaos.ts'
import { check } from './check.ts'
import { didYouMean, readCommandLine, type Verb } from './command-line.ts'
import { drain, kill, pause, savepoint, stop } from './control.ts'
import { exitCodeOfError, textOfError } from './error-text.ts'
import { ExitCode } from './exit-codes.ts'
import { helpOf, helpOfAll } from './help.ts'
import { nearest } from './nearest.ts'
import { replayItem } from './replay-item.ts'
import { resume } from './resume.ts'
import { run } from './run.ts'
import { status } from './status.ts'

const verbs: readonly Verb[] = [run, check, chaos, status, pause, resume, savepoint, drain, stop, kill, replayItem]

/** Performs a command line, given without node and script; resolves with the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const [word, ...rest] = argv
  // `kahnveyor status | head -1` is no mistake of anyone's.
  process.stdout.on('error', () => undefined)
  try {
    if (word === undefined) {
      console.error(helpOfAll(verbs))
      return ExitCode.usage
    }
    if (word === '--version' || word === 'version') return print(packageVersion())
    if (word === '--help' || word === '-h') return print(helpOfAll(verbs))
    if (word === 'help') return print(rest[0] === undefined ? helpOfAll(verbs) : helpOf(verbNamed(rest[0])))
    const verb = verbNamed(word)
    const line = readCommandLine(verb, rest)
    if (line.flag('help')) return print(helpOf(verb))
    return await verb.perform(line)
  } catch (thrown) {
    console.error(textOfError(thrown, argv.includes('--verbose')))
    return exitCodeOfError(thrown)
  }
}

function verbNamed(word: string): Verb {
  const verb = verbs.find(({ name }) => name === word)
  if (verb !== undefined) return verb
  const names = [...verbs.map(({ name }) => name), 'help', '--version', '--help']
  throw new UsageError(
    `kahnveyor has no verb '${word}'`,
    didYouMean(nearest(word, names)) || `There are: ${names.join(', ')}`,
  )
}

function print(text: string): number {
  console.log(text)
  return ExitCode.done
}
