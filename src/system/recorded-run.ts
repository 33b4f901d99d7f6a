/** A run with a run directory: started, logged, reachable by its control socket, and put on record at its end. */

import { messageOf } from '../errors/kahnveyor-error.ts'
import type { LogLevel } from '../graph/context.ts'
import type { SystemDefinition, SystemParts } from '../graph/define-system.ts'
import type { LogRecord } from '../supervisor/run-log.ts'
import type { RunResult } from '../supervisor/supervisor.ts'
import { packageVersion } from '../worker/package-version.ts'
import { type ControlSocket, openControlSocket } from './control-socket.ts'
import { describeGraph } from './describe-graph.ts'
import { prepareRunDirectory, RunDirectory } from './run-directory.ts'
import { type FoundRun, makeDefaultRunDirectory, removeOldRuns, removeSocketFolder } from './run-folders.ts'
import { type Launched, type LaunchOptions, launch } from './start.ts'

export const DEFAULT_KEEP = 20

export interface RecordedRunOptions extends Omit<LaunchOptions, 'runDirectory'> {
  /** The run directory. Default: a new one in `runs`, of which the newest are kept. */
  readonly directory?: string | undefined
  /** How many runs stay in `runs`, this one included. Default 20. */
  readonly keep?: number
  /** The system file, for the record. */
  readonly file?: string
}

export interface RunReport extends RunResult {
  readonly durationMs: number
  readonly runDirectory: string
  /** Lines that did not get into run.log because the disk was too slow. */
  readonly droppedLogLines: number
}

export interface RecordedRun<Parts extends SystemParts = SystemParts> extends Launched<Parts> {
  readonly runDirectory: string
  /** Adds a line to the log of the run. */
  log(record: LogRecord): void
  /** What this program does at its ends of the queues: the ledger is not taken before that is done too. */
  waitFor(part: Promise<unknown>): void
  /** Resolves when the run has ended and its record is written; a run that failed says so in `outcome` and `error`. */
  readonly ended: Promise<RunReport>
}

/** Starts a system in a run directory. What keeps it from starting is thrown, and no directory made for it stays. */
export async function startRecorded<const Parts extends SystemParts>(
  system: SystemDefinition<Parts>,
  options: RecordedRunOptions = {},
): Promise<RecordedRun<Parts>> {
  const started = new Date()
  const startedMs = performance.now()
  const path =
    options.directory === undefined
      ? makeDefaultRunDirectory(system.name, started)
      : prepareRunDirectory(options.directory)
  const directory = new RunDirectory(
    path,
    {
      system: system.name,
      version: packageVersion(),
      pid: process.pid,
      started: started.toISOString(),
      file: options.file ?? null,
      isolation: options.isolation ?? 'process',
      args: options.args ?? {},
      seed: options.seed ?? 1,
      durable: options.durable ?? false,
      resumes: 0,
      controlSocket: null,
      ended: null,
      outcome: null,
    },
    describeGraph(system.graph),
  )
  const log = (record: LogRecord): void => {
    directory.log(record)
    options.onLog?.(record)
  }
  let launched: Launched<Parts>
  try {
    launched = await launch(system, { ...options, runDirectory: path, onLog: log })
  } catch (thrown) {
    directory.abandon()
    throw thrown
  }
  if (options.directory === undefined) removeOldRuns(options.keep ?? DEFAULT_KEEP)
  return recorded(launched, directory, startedMs, log, options.onLog)
}

export interface ResumeRecordedOptions
  extends Pick<RecordedRunOptions, 'deadlines' | 'onLog' | 'restart' | 'supervisor'> {
  /** Goes on from the last savepoint instead of where the run was. */
  readonly savepoint?: boolean
}

/**
 * Goes on with a durable run of a run directory, with the args, seed and isolation of its run file. What keeps it from going on is
 * thrown, and the directory is then as it was.
 */
export async function resumeRecorded<const Parts extends SystemParts>(
  system: SystemDefinition<Parts>,
  { path, run }: FoundRun,
  options: ResumeRecordedOptions = {},
): Promise<RecordedRun<Parts>> {
  const startedMs = performance.now()
  const { isolation, args, seed } = run
  const early: LogRecord[] = []
  let directory: RunDirectory | undefined
  const log = (record: LogRecord): void => {
    if (directory === undefined) early.push(record)
    else directory.log(record)
    options.onLog?.(record)
  }
  const { savepoint = false, ...others } = options
  // The segment and its lock first: until it is had, the directory may be somebody else's.
  const launched = await launch(
    system,
    { ...others, isolation, args, seed, runDirectory: path, onLog: log, durable: true },
    undefined,
    savepoint ? 'savepoint' : 'segment',
  )
  try {
    removeSocketFolder(run)
    directory = new RunDirectory(
      path,
      {
        ...run,
        version: packageVersion(),
        pid: process.pid,
        durable: true,
        resumes: run.resumes + 1,
        controlSocket: null,
        ended: null,
        outcome: null,
      },
      describeGraph(system.graph),
    )
  } catch (thrown) {
    await launched.running.kill().catch(() => undefined)
    throw thrown
  }
  directory.log(systemRecord('info', `resumed from its ${savepoint ? 'savepoint' : 'segment'}`))
  for (const record of early) directory.log(record)
  return recorded(launched, directory, startedMs, log, options.onLog)
}

/** The rest of a run's life, which is the same for one that was started and one that was resumed. */
async function recorded<Parts extends SystemParts>(
  launched: Launched<Parts>,
  directory: RunDirectory,
  startedMs: number,
  log: (record: LogRecord) => void,
  onLog: ((record: LogRecord) => void) | undefined,
): Promise<RecordedRun<Parts>> {
  const { path } = directory
  let socket: ControlSocket | undefined
  try {
    socket = await openControlSocket(path, launched.control)
    directory.setControlSocket(socket.path)
  } catch (thrown) {
    log(systemRecord('warn', `there is no control socket: ${messageOf(thrown)}`))
  }
  const parts: Promise<unknown>[] = []
  const ended = launched.control.finished.then(async (finished): Promise<RunReport> => {
    await Promise.all(parts)
    // Items may have been waiting in an output when the last worker left.
    const result = { ...finished, ledger: launched.ledger() }
    const durationMs = Math.round(performance.now() - startedMs)
    try {
      await directory.end(result, durationMs)
    } catch (thrown) {
      onLog?.(systemRecord('error', `the record of the run is not complete: ${messageOf(thrown)}`))
    }
    await socket?.close()
    return { ...result, durationMs, runDirectory: path, droppedLogLines: directory.droppedLines }
  })
  // Whoever asks learns of it; whoever does not is not to be ended by it.
  ended.catch(() => undefined)
  return { ...launched, runDirectory: path, log, waitFor: (part) => void parts.push(part), ended }
}

/** A log record about the run as a whole. */
export function systemRecord(level: LogLevel, text: string): LogRecord {
  return {
    timeMs: Date.now(),
    level,
    worker: undefined,
    replica: undefined,
    firing: undefined,
    text,
    fields: undefined,
  }
}
