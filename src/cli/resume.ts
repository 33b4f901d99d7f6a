/**
 * `kahnveyor resume`: a run that stands still goes on. One that is paused is told so; a durable one that has ended or was killed
 * is taken up by this process, like a new run, where it was.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { NoRunError, UsageError } from '../errors/command-errors.ts'
import { SAVEPOINT_FILE, SEGMENT_FILE } from '../memory/file-content.ts'
import { connectToRun } from '../system/control-client.ts'
import { resumeRecorded } from '../system/recorded-run.ts'
import type { FoundRun } from '../system/run-folders.ts'
import { type CommandLine, seeHelp, type Verb } from './command-line.ts'
import { CONDUCT_OPTIONS, conduct } from './conduct.ts'
import { nameOf, steerConnected } from './control.ts'
import { codeOf } from './error-text.ts'
import { ExitCode } from './exit-codes.ts'
import { type ConnectedRun, findRun, namedRun } from './find-run.ts'
import { loadSystem } from './load-system.ts'
import { requireChecked } from './run.ts'

export const resume: Verb = {
  name: 'resume',
  operand: '[RUN]',
  operands: { min: 0, max: 1 },
  summary: 'let paused workers go on; go on with a durable run that has ended or was killed',
  options: {
    worker: { type: 'string', value: 'NAME', help: 'this worker only, of a live run' },
    savepoint: { type: 'boolean', help: 'go on from the last savepoint of a run that is not live' },
    ...CONDUCT_OPTIONS,
  },
  perform: async (line) => {
    const [given] = line.operands
    const worker = line.text('worker')
    if (given === undefined) return steerConnected('resume', await findRun(undefined), worker)
    const found = namedRun(given)
    const live = await connectIfLive(found)
    if (live !== undefined) {
      if (!line.flag('savepoint')) return steerConnected('resume', live, worker)
      live.client.close()
      throw new UsageError(`${given} is live; only a run that is not can go back to its savepoint`, seeHelp('resume'))
    }
    if (worker !== undefined)
      throw new UsageError(`${given} is not live; it goes on as a whole, without --worker`, seeHelp('resume'))
    return goOn(line, found)
  },
}

/** A run whose process was killed has left a socket on which nobody listens; it is not live, and no harm is done. */
async function connectIfLive(found: FoundRun): Promise<ConnectedRun | undefined> {
  try {
    return { ...found, client: await connectToRun(found) }
  } catch (thrown) {
    if (codeOf(thrown) === 'KV_NO_RUN') return undefined
    throw thrown
  }
}

async function goOn(line: CommandLine, found: FoundRun): Promise<number> {
  const { path, run } = found
  const savepoint = line.flag('savepoint')
  if (savepoint && !existsSync(join(path, SAVEPOINT_FILE)))
    throw new NoRunError(`the run in ${path} has no savepoint: none was taken`)
  if (!savepoint && !run.durable)
    throw new NoRunError(
      `the run in ${path} is over and was not durable, so nothing is left to go on with; kahnveyor run --durable keeps it`,
    )
  if (!savepoint && !existsSync(join(path, SEGMENT_FILE))) {
    if (run.outcome === null) throw new NoRunError(`the run in ${path} has lost its segment`)
    console.log(`${nameOf(found)}: ${run.outcome} at ${run.ended}, nothing is left to do`)
    return ExitCode.done
  }
  const { file } = run
  if (file === null)
    throw new NoRunError(`the run in ${path} was not started from a system file; resume it from its program`)
  return conduct(line, async () => {
    const system = await loadSystem(file)
    return {
      system,
      warnings: requireChecked(system, run.args),
      isResumed: true,
      begin: (options) => resumeRecorded(system, found, { ...options, savepoint }),
    }
  })
}
