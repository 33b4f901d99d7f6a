/** What the command line may say, as one table per verb, and how it is read against that table. */
import { parseArgs } from 'node:util'
import { UsageError } from '../errors/command-errors.ts'
import { nearest } from './nearest.ts'

export interface OptionRule {
  readonly type: 'string' | 'boolean'
  /** May be given several times. */
  readonly multiple?: boolean
  /** `--option` alone is understood as `--option=`. */
  readonly valueMayLack?: boolean
  /** What stands for its value in the help, such as `DIR`. */
  readonly value?: string
  readonly help: string
}

export interface Verb {
  readonly name: string
  /** What stands behind the verb in the help, such as `FILE`. */
  readonly operand: string
  readonly operands: { readonly min: number; readonly max: number }
  readonly summary: string
  readonly options: Readonly<Record<string, OptionRule>>
  perform(line: CommandLine): Promise<number>
}

/** A command line that fits its verb's table. */
export class CommandLine {
  readonly operands: readonly string[]
  readonly #values: Readonly<Record<string, unknown>>

  constructor(operands: readonly string[], values: Readonly<Record<string, unknown>>) {
    this.operands = operands
    this.#values = values
  }

  flag(name: string): boolean {
    return this.#values[name] === true
  }

  text(name: string): string | undefined {
    return this.#values[name] as string | undefined
  }

  texts(name: string): readonly string[] {
    return (this.#values[name] as string[] | undefined) ?? []
  }

  choice<const Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const text = this.text(name)
    if (text === undefined || choices.includes(text as Choice)) return text as Choice | undefined
    throw new UsageError(`--${name} must be ${choices.join(', ')}; it is '${text}'`, didYouMean(nearest(text, choices)))
  }

  integer(name: string, min: number): number | undefined {
    return this.#number(name, min, 'a whole number', Number.isSafeInteger)
  }

  number(name: string, min: number): number | undefined {
    return this.#number(name, min, 'a number', Number.isFinite)
  }

  #number(name: string, min: number, kind: string, fits: (value: number) => boolean): number | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    const value = Number(text)
    if (text.trim() === '' || !fits(value) || value < min)
      throw new UsageError(`--${name} must be ${kind} from ${min}; it is '${text}'`, '')
    return value
  }
}

/** Reads what stands behind the verb. Throws `KV_USAGE`, with the nearest option that there is. */
export function readCommandLine(verb: Verb, args: readonly string[]): CommandLine {
  const known = { ...verb.options, ...COMMON_OPTIONS }
  const options = Object.fromEntries(
    Object.entries(known).map(([name, { type, multiple = false }]) => [
      name,
      name === 'help' ? { type, multiple, short: 'h' } : { type, multiple },
    ]),
  )
  let parsed: { values: Record<string, unknown>; positionals: string[] }
  try {
    const withValues = args.map((arg) =>
      arg.startsWith('--') && known[arg.slice(2)]?.valueMayLack === true ? `${arg}=` : arg,
    )
    parsed = parseArgs({ args: withValues, options, allowPositionals: true, strict: true })
  } catch (thrown) {
    throw usageErrorOf(thrown as NodeJS.ErrnoException, verb.name, Object.keys(known))
  }
  const { values, positionals } = parsed
  if (values.help !== true) {
    const { min, max } = verb.operands
    if (positionals.length < min) throw new UsageError(`${verb.name} needs ${verb.operand}`, seeHelp(verb.name))
    if (positionals.length > max)
      throw new UsageError(`${verb.name} does not know what to do with '${positionals[max]}'`, seeHelp(verb.name))
  }
  return new CommandLine(positionals, values)
}

export const COMMON_OPTIONS: Readonly<Record<string, OptionRule>> = {
  verbose: { type: 'boolean', help: 'show debug lines, and the stack of every error' },
  help: { type: 'boolean', help: 'show this help' },
}

export function didYouMean(word: string | undefined): string {
  return word === undefined ? '' : `Did you mean ${word}?`
}

export function seeHelp(verb: string): string {
  return `See: kahnveyor help ${verb}`
}

function usageErrorOf(thrown: NodeJS.ErrnoException, verb: string, known: readonly string[]): UsageError {
  const option = /'(--?[^' =]+)/.exec(thrown.message)?.[1]
  if (thrown.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' && option !== undefined) {
    const near = nearest(option.replace(/^-+/, ''), known)
    return new UsageError(
      `${verb} has no option ${option}`,
      near === undefined ? seeHelp(verb) : didYouMean(`--${near}`),
    )
  }
  if (thrown.code?.startsWith('ERR_PARSE_ARGS') !== true) throw thrown
  const [sentence = thrown.message] = thrown.message.split(/\.\s|\n/)
  return new UsageError(sentence.replace(/\.$/, ''), seeHelp(verb))
}
