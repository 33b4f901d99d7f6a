/**
 * What a run leaves behind, in one folder:
 *
 *     run.json       what runs, since when, as which process, with which args; at the end its outcome
 *     graph.json     workers, queues, and the layout of every message
 *     run.log        every log record, one line each
 *     ledger.json    where every item went; written at the end
 *     segment        of a durable run, until nothing is left to go on with
 *     savepoint      a copy of the segment that outlasts a loss of power
 *     capsules/      what is kept of firings that were given up
 *     control.sock   the way in, while it runs
 */
import { createWriteStream, existsSync, mkdirSync, readdirSync, rmSync, type WriteStream } from 'node:fs'
import { join, resolve } from 'node:path'
import { RunDirectoryError } from '../errors/command-errors.ts'
import { messageOf } from '../errors/kahnveyor-error.ts'
import { SAVEPOINT_FILE, SEGMENT_FILE } from '../memory/file-content.ts'
import { formatLogRecord, type LogRecord } from '../supervisor/run-log.ts'
import type { RunResult } from '../supervisor/supervisor.ts'
import { BoundedLines } from './bounded-lines.ts'
import type { GraphDescription } from './describe-graph.ts'
import { mayLive, RUN_FILE, type RunFile, readRunFile, writeJson, writeRunFile } from './run-file.ts'

const LEDGER_FILE = 'ledger.json'
/** How long a slow disk has at the end for the last lines of the log. */
const LAST_LINES_MS = 3000

export class RunDirectory {
  readonly path: string
  readonly #log: BoundedLines
  readonly #stream: WriteStream
  #run: RunFile

  /** Begins the record of a run, or goes on with that of one that is resumed. */
  constructor(path: string, run: RunFile, graph: GraphDescription) {
    this.path = path
    this.#run = run
    if (run.resumes > 0) rmSync(join(path, LEDGER_FILE), { force: true })
    writeRunFile(path, run)
    writeJson(join(path, 'graph.json'), graph)
    this.#stream = createWriteStream(join(path, 'run.log'), { flags: run.resumes > 0 ? 'a' : 'w' })
    this.#log = new BoundedLines(this.#stream)
  }

  /** Lines that the disk was too slow for, or refused. */
  get droppedLines(): number {
    return this.#log.dropped
  }

  log(record: LogRecord): void {
    this.#log.write(
      `${new Date(record.timeMs).toISOString().slice(0, 11)}${formatLogRecord(record).replaceAll('\n', '\n    ')}`,
    )
  }

  setControlSocket(controlSocket: string): void {
    this.#run = { ...this.#run, controlSocket }
    writeRunFile(this.path, this.#run)
  }

  /** Writes the ledger and closes the log. */
  async end(result: RunResult, durationMs: number): Promise<void> {
    const { outcome, restarts, leftBehind, ledger } = result
    writeJson(join(this.path, LEDGER_FILE), { outcome, durationMs, restarts, leftBehind, ...ledger })
    this.#run = { ...this.#run, ended: new Date().toISOString(), outcome }
    writeRunFile(this.path, this.#run)
    const isDone = outcome === 'finished' || outcome === 'drained'
    if (isDone && ledger.queues.every(({ queued }) => queued === 0))
      rmSync(join(this.path, SEGMENT_FILE), { force: true })
    await this.#log.flush(LAST_LINES_MS)
    this.#stream.destroy()
  }

  /** The run did not begin: nothing of it is to stay. */
  abandon(): void {
    this.#stream.destroy()
    for (const name of [RUN_FILE, 'graph.json', 'run.log', SEGMENT_FILE]) rmSync(join(this.path, name), { force: true })
    if (readdirSync(this.path).length === 0) rmSync(this.path, { recursive: true })
  }
}

/**
 * Makes a folder that the user has named ready. It may be new, empty, or that of a run that has ended, which is then overwritten;
 * anything else is refused, a durable run that can be gone on with too.
 */
export function prepareRunDirectory(given: string): string {
  const path = resolve(given)
  try {
    mkdirSync(path, { recursive: true })
  } catch (cause) {
    throw new RunDirectoryError(path, messageOf(cause), cause)
  }
  const run = readRunFile(path)
  if (run === undefined) {
    if (existsSync(path) && readdirSync(path).length > 0)
      throw new RunDirectoryError(path, 'it holds other things; name a new or empty folder')
    return path
  }
  if (mayLive(run))
    throw new RunDirectoryError(path, `a run of ${run.system} lives in it (pid ${run.pid}); name another folder`)
  if (existsSync(join(path, SEGMENT_FILE)))
    throw new RunDirectoryError(
      path,
      `it holds a durable run of ${run.system} that is not done; go on with kahnveyor resume, name another folder, or remove this one`,
    )
  for (const name of [LEDGER_FILE, SAVEPOINT_FILE, 'capsules'])
    rmSync(join(path, name), { recursive: true, force: true })
  return path
}
