/** The verbs that steer a live run from another terminal, over its control socket. */
import { relative } from 'node:path'
import { readRunFile } from '../system/run-file.ts'
import type { FoundRun } from '../system/run-folders.ts'
import type { Verb } from './command-line.ts'
import { ExitCode } from './exit-codes.ts'
import { type ConnectedRun, findRun } from './find-run.ts'

const RUN = { operand: '[RUN]', operands: { min: 0, max: 1 } } as const
const WORKER = { type: 'string', value: 'NAME', help: 'this worker only' } as const
const DEADLINE = {
  type: 'string',
  value: 'SECONDS',
  help: 'how long it may take before the next harder end follows',
} as const

export const pause: Verb = {
  ...RUN,
  name: 'pause',
  summary: 'let every worker finish the item in hand and hold still',
  options: { worker: WORKER },
  perform: (line) => steer('pause', line.operands[0], line.text('worker')),
}

export const savepoint: Verb = {
  ...RUN,
  name: 'savepoint',
  summary: 'hold every worker still while the run is written to disk, to go on from after a loss of power',
  options: {},
  perform: async (line) => {
    const found = await findRun(line.operands[0])
    try {
      const { path, writtenBytes, heldMs } = await found.client.ask('savepoint')
      const mib = (writtenBytes / 2 ** 20).toFixed(1)
      console.log(`${nameOf(found)}: ${relative('.', path)}, ${mib} MiB, workers held still for ${heldMs} ms`)
      return ExitCode.done
    } finally {
      found.client.close()
    }
  },
}

export const drain: Verb = {
  ...RUN,
  name: 'drain',
  summary: 'end the sources, work off what is queued, and wait for the end',
  options: { deadline: DEADLINE },
  perform: (line) => end('drain', line.operands[0], line.number('deadline', 0)),
}

export const stop: Verb = {
  ...RUN,
  name: 'stop',
  summary: 'let every worker finish the item in hand and leave, and wait for the end',
  options: { deadline: DEADLINE },
  perform: (line) => end('stop', line.operands[0], line.number('deadline', 0)),
}

export const kill: Verb = {
  ...RUN,
  name: 'kill',
  summary: 'kill all workers, and wait for the end',
  options: {},
  perform: (line) => end('kill', line.operands[0], undefined),
}

async function steer(verb: 'pause', given: string | undefined, worker: string | undefined): Promise<number> {
  return steerConnected(verb, await findRun(given), worker)
}

/** Pauses or lets go on, and says what came of it. */
export async function steerConnected(
  verb: 'pause' | 'resume',
  found: ConnectedRun,
  worker: string | undefined,
): Promise<number> {
  try {
    await found.client.ask(verb, worker === undefined ? {} : { worker })
    const { phase } = await found.client.ask('status')
    console.log(`${nameOf(found)}: ${worker === undefined ? phase : `${worker} ${verb}d`}`)
    return ExitCode.done
  } finally {
    found.client.close()
  }
}

async function end(
  verb: 'drain' | 'stop' | 'kill',
  given: string | undefined,
  seconds: number | undefined,
): Promise<number> {
  const found = await findRun(given)
  try {
    await found.client.ask(verb, seconds === undefined ? {} : { deadlineMs: seconds * 1000 })
    await found.client.closed
    console.log(`${nameOf(found)}: ${readRunFile(found.path)?.outcome ?? 'gone'}`)
    return ExitCode.done
  } finally {
    found.client.close()
  }
}

export function nameOf({ path, run }: FoundRun): string {
  return `${run.system} in ${relative('.', path) || '.'}`
}
