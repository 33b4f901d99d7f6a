// The command line: one table of options, from which both the parsing and the help are made.

import { type ParseArgsOptionDescriptor, parseArgs } from 'node:util'
import type { Isolation } from 'kahnveyor'
import { AirsideError } from '../airside-error.ts'

export interface Arguments {
  readonly help: boolean
  /** Undefined: the flight is generated. */
  readonly input: string | undefined
  readonly out: string | undefined
  readonly isolation: Isolation
  readonly replicas: number
  readonly seed: number
  readonly durationS: number | undefined
  readonly turned: readonly string[] | undefined
}

interface Option {
  readonly value?: string
  readonly text: string
}

const ISOLATIONS: readonly Isolation[] = ['inline', 'thread', 'process']
const REPLICAS_MAX = 16

const OPTIONS = {
  input: { value: 'DIR', text: 'folder of thermal frames or of drone photos; without it a flight is generated' },
  out: { value: 'DIR', text: 'where the files go; default: a new folder in runs/' },
  isolation: { value: 'KIND', text: 'inline, thread or process (default): where the workers run' },
  replicas: { value: 'N', text: `replicas of detect_target, 1 to ${REPLICAS_MAX}; default 2` },
  seed: { value: 'N', text: 'seed of the generated flight; default 1' },
  'duration-s': { value: 'S', text: 'only the first S seconds of the generated flight' },
  turned: {
    value: 'NAME',
    text: 'a photo known to be turned by 180 degrees, repeatable; none: no photo is; without it they are searched for',
  },
  help: { text: 'this text' },
} as const satisfies Record<string, Option>

export const HELP = `airside: from a drone's camera and autopilot to targets on the map

Usage: airside [options]

${Object.entries<Option>(OPTIONS)
  .map(([name, { value, text }]) => `  ${`--${name}${value === undefined ? '' : ` ${value}`}`.padEnd(18)} ${text}`)
  .join('\n')}

Ends with 0 when the flight was worked off, and with 1 when it was not or when the generated flight's targets were not all
found within 1 m. Ctrl-C once: no further frames, what is under way is finished; twice: stop; three times: kill.
`

/** Throws `AS_USAGE`. */
export function parseArguments(texts: readonly string[]): Arguments {
  const values = parse(texts)
  const isolation = values.isolation ?? 'process'
  if (!isIsolation(isolation)) refuse('--isolation', `'${isolation}' must be ${ISOLATIONS.join(', ')}`)
  if (values.input !== undefined && values.seed !== undefined)
    refuse('--seed', 'is of the generated flight, not of --input')
  if (values.input !== undefined && values['duration-s'] !== undefined) {
    refuse('--duration-s', 'is of the generated flight, not of --input')
  }
  if (values.input === undefined && values.turned !== undefined)
    refuse('--turned', 'is of photos: give their folder with --input')
  const named = values.turned?.filter((name) => name !== 'none')
  return {
    help: values.help ?? false,
    input: values.input,
    out: values.out,
    isolation,
    replicas: number('--replicas', values.replicas, 2, (value) => isWhole(value, 1, REPLICAS_MAX)),
    seed: number('--seed', values.seed, 1, (value) => isWhole(value, 0, 2 ** 31 - 1)),
    durationS:
      values['duration-s'] === undefined
        ? undefined
        : number('--duration-s', values['duration-s'], 0, (value) => value > 0),
    turned: named,
  }
}

const PARSED = {
  input: { type: 'string' },
  out: { type: 'string' },
  isolation: { type: 'string' },
  replicas: { type: 'string' },
  seed: { type: 'string' },
  'duration-s': { type: 'string' },
  turned: { type: 'string', multiple: true },
  help: { type: 'boolean' },
} as const satisfies Record<keyof typeof OPTIONS, ParseArgsOptionDescriptor>

function parse(texts: readonly string[]) {
  try {
    return parseArgs({ args: [...texts], options: PARSED }).values
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    return refuse('arguments', reason.replace(/\.? To specify .*|\nTo specify .*/s, '').replaceAll('\n', ' '))
  }
}

function number(
  option: string,
  text: string | undefined,
  otherwise: number,
  isValid: (value: number) => boolean,
): number {
  if (text === undefined) return otherwise
  const value = Number(text)
  if (text.trim() === '' || !isValid(value)) refuse(option, `'${text}' is not a number that it can have`)
  return value
}

function isWhole(value: number, minimum: number, maximum: number): boolean {
  return Number.isInteger(value) && value >= minimum && value <= maximum
}

function isIsolation(text: string): text is Isolation {
  return (ISOLATIONS as readonly string[]).includes(text)
}

function refuse(option: string, what: string): never {
  throw new AirsideError('AS_USAGE', option, `${what}; see --help`)
}
