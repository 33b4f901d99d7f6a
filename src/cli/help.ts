import { COMMON_OPTIONS, type OptionRule, type Verb } from './command-line.ts'

/** The help of the command as a whole. */
export function helpOfAll(verbs: readonly Verb[]): string {
  return [
    'kahnveyor runs systems of worker processes joined by bounded queues.',
    '',
    'Usage: kahnveyor VERB …',
    '',
    ...columns(verbs.map((verb) => [`  ${verb.name} ${verb.operand}`.trimEnd(), verb.summary])),
    ...columns([
      ['  help [VERB]', 'tell more about one verb'],
      ['  --version', 'print the version'],
    ]),
  ].join('\n')
}

/** The help of one verb, out of its table of options. */
export function helpOf(verb: Verb): string {
  const options = Object.entries({ ...verb.options, ...COMMON_OPTIONS }).map(([name, option]): [string, string] => [
    `  --${name}${valueLabel(option)}`,
    option.help,
  ])
  return [
    `Usage: kahnveyor ${verb.name} ${verb.operand} [OPTION …]`,
    '',
    `${verb.summary}.`,
    '',
    ...columns(options),
  ].join('\n')
}

function valueLabel({ value, multiple, valueMayLack }: OptionRule): string {
  if (valueMayLack === true) return `[=${value}]`
  return `${value === undefined ? '' : ` ${value}`}${multiple === true ? ' …' : ''}`
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(26, ...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `${left.padEnd(width)}  ${right}`)
}
