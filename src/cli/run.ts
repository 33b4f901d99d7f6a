/** `kahnveyor run`: a new run of a system. */
import { resolve } from 'node:path'
import { CheckFailedError, type Finding } from '../errors/graph-errors.ts'
import { check } from '../graph/check.ts'
import type { SystemDefinition } from '../graph/define-system.ts'
import { DEFAULT_KEEP, startRecorded } from '../system/recorded-run.ts'
import type { Verb } from './command-line.ts'
import { CONDUCT_OPTIONS, conduct } from './conduct.ts'
import { loadSystem } from './load-system.ts'
import { type ArgsByWorker, readSetArgs } from './set-args.ts'

export const run: Verb = {
  name: 'run',
  operand: 'FILE',
  operands: { min: 1, max: 1 },
  summary: 'run the system that FILE exports, until it ends or is ended',
  options: {
    isolation: {
      type: 'string',
      value: 'inline|thread|process',
      help: 'where workers run; default process',
    },
    set: {
      type: 'string',
      multiple: true,
      value: 'WORKER.ARG=VALUE',
      help: 'an arg of a worker, over the system file; JSON or text',
    },
    seed: { type: 'string', value: 'N', help: 'seed of context.random(); default 1' },
    durable: { type: 'boolean', help: 'keep the segment in the run directory, so that resume can go on with the run' },
    out: { type: 'string', value: 'DIR', help: 'the run directory; default a new one in runs/' },
    keep: { type: 'string', value: 'N', help: `how many runs stay in runs/; default ${DEFAULT_KEEP}` },
    ...CONDUCT_OPTIONS,
  },
  perform: (line) =>
    conduct(line, async () => {
      const file = line.operands[0] as string
      const isolation = line.choice('isolation', ['inline', 'thread', 'process'])
      const seed = line.integer('seed', 0)
      const keep = line.integer('keep', 1)
      const system = await loadSystem(file)
      const args = readSetArgs(line.texts('set'), system.graph)
      return {
        system,
        warnings: requireChecked(system, args),
        isResumed: false,
        begin: (options) =>
          startRecorded(system, {
            ...options,
            file: resolve(file),
            args,
            directory: line.text('out'),
            durable: line.flag('durable'),
            ...(isolation === undefined ? {} : { isolation }),
            ...(seed === undefined ? {} : { seed }),
            ...(keep === undefined ? {} : { keep }),
          }),
      }
    }),
}

/** Throws `KV_CHECK_FAILED` before a run directory is made; gives the warnings. */
export function requireChecked(system: SystemDefinition, args: ArgsByWorker): readonly Finding[] {
  const findings = check(system, new Map(Object.entries(args)))
  if (findings.some(({ level }) => level === 'error')) throw new CheckFailedError(system.name, findings)
  return findings.filter(({ level }) => level === 'warning')
}
