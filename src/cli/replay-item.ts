/** `kahnveyor replay-item`: one firing that was given up, once more, in a process of its own, since it may have died of it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { UsageError } from '../errors/command-errors.ts'
import { inheritedFlags, ownModule } from '../isolation/own-modules.ts'
import { type Capsule, readCapsule } from '../worker/capsule.ts'
import type { Verb } from './command-line.ts'
import { ExitCode } from './exit-codes.ts'
import { type ReplayWord, VERDICT_DESCRIPTOR } from './replay-convention.ts'

const DEFAULT_INSPECTOR_PORT = 9229

export const replayItem: Verb = {
  name: 'replay-item',
  operand: 'CAPSULE',
  operands: { min: 1, max: 1 },
  summary: 'call the function of a worker once more with the items of a firing that was given up',
  options: {
    'inspect-brk': {
      type: 'string',
      value: 'PORT',
      valueMayLack: true,
      help: `wait for a debugger on PORT and stop before the call; default port ${DEFAULT_INSPECTOR_PORT}`,
    },
  },
  perform: async (line) => {
    const path = resolve(line.operands[0] as string)
    const port = inspectorPort(line.text('inspect-brk'))
    const capsule = readCapsule(path)
    console.error(describe(capsule))
    return replayInChild(path, capsule, port)
  },
}

function inspectorPort(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return text === undefined ? undefined : DEFAULT_INSPECTOR_PORT
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port
  throw new UsageError(`--inspect-brk takes a port from 0 to 65535; it is '${text}'`, '')
}

function describe(capsule: Capsule): string {
  const { system, worker, replica, firing, attempts, cause, calls } = capsule
  const count = attempts.exceptions + attempts.deaths
  const items = calls
    .flatMap((call) => Object.values(call))
    .flatMap((kept) => ('before' in kept ? [kept.before, kept.after] : [kept]))
  const text = cause.kind === 'exception' ? `${cause.name}: ${cause.message}` : cause.message
  return [
    `${system}: firing ${firing} of ${worker}/${replica}, given up after ${count} attempts: ${text}`,
    ...(items.some(({ isCut }) => isCut)
      ? ['an item was too large for the capsule: its end is replayed as zeros']
      : []),
  ].join('\n')
}

async function replayInChild(path: string, capsule: Capsule, inspector: number | undefined): Promise<number> {
  const main = fileURLToPath(ownModule('replay-main', import.meta.url))
  const args = [...inheritedFlags(), main, path, ...(inspector === undefined ? [] : [String(inspector)])]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', 'pipe'] })
  let verdict: ReplayWord | undefined
  let overdue: NodeJS.Timeout | undefined
  let wasOverdue = false
  createInterface({ input: child.stdio[VERDICT_DESCRIPTOR] as Readable }).on('line', (word) => {
    verdict = word as ReplayWord
    clearTimeout(overdue)
    if (verdict !== 'firing' || capsule.firingDeadlineMs === null || inspector !== undefined) return
    overdue = setTimeout(() => {
      wasOverdue = true
      child.kill('SIGKILL')
    }, capsule.firingDeadlineMs)
  })
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  clearTimeout(overdue)
  switch (verdict) {
    case 'passed':
      return ExitCode.done
    case 'failed':
      return ExitCode.failed
    case 'refused':
      return ExitCode.usage
    default: {
      const how = wasOverdue
        ? `the firing took longer than firingDeadlineMs=${capsule.firingDeadlineMs}`
        : `the process ended ${verdict === 'firing' ? 'in the firing' : 'before the firing'}: ${signal === null ? `exit code ${code}` : `signal ${signal}`}`
      console.error(`failed: ${how}`)
      return ExitCode.failed
    }
  }
}
