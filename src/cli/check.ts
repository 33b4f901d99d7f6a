import type { Finding } from '../errors/graph-errors.ts'
import { check as findingsOf } from '../graph/check.ts'
import type { Verb } from './command-line.ts'
import { ExitCode } from './exit-codes.ts'
import { loadSystem } from './load-system.ts'
import { readSetArgs } from './set-args.ts'
import { table } from './table.ts'

export const check: Verb = {
  name: 'check',
  operand: 'FILE',
  operands: { min: 1, max: 1 },
  summary: 'look the system of FILE over without starting it',
  options: {
    set: { type: 'string', multiple: true, value: 'WORKER.ARG=VALUE', help: 'an arg of a worker, as in run' },
    json: { type: 'boolean', help: 'print one JSON document' },
  },
  perform: async (line) => {
    const system = await loadSystem(line.operands[0] as string)
    const args = readSetArgs(line.texts('set'), system.graph)
    const findings = findingsOf(system, new Map(Object.entries(args)))
    const errors = findings.filter(({ level }) => level === 'error').length
    if (line.flag('json'))
      console.log(JSON.stringify({ system: system.name, startable: errors === 0, findings }, null, 2))
    else for (const text of report(system.name, findings)) console.log(text)
    return errors === 0 ? ExitCode.done : ExitCode.usage
  },
}

function report(system: string, findings: readonly Finding[]): string[] {
  const count = (level: Finding['level']): number => findings.filter((finding) => finding.level === level).length
  const verdict = `${system} ${count('error') === 0 ? 'can start' : 'cannot start'}: ${plural(count('error'), 'error')}, ${plural(count('warning'), 'warning')}, ${count('marked')} marked`
  if (findings.length === 0) return [verdict]
  return [...table(findings.map(({ level, where, message }) => [level, where, message])), verdict]
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
