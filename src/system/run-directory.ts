/**
 * What a run leaves behind, in one folder:
 *
 *     run.json       what runs, since when, as which process, with which args; at the end its outcome
 *     graph.json     workers, queues, and the layout of every message
 *     run.log        every log record, one line each
 *     ledger.json    where every item went; written at the end
 *     control.sock   the way in, while it runs
 */
import { createWriteStream, existsSync, mkdirSync, readdirSync, rmSync, type WriteStream } from 'node:fs'
import { join, resolve } from 'node:path'
import { RunDirectoryError } from '../errors/command-errors.ts'
import { messageOf } from '../errors/kahnveyor-error.ts'
import { formatLogRecord, type LogRecord } from '../supervisor/run-log.ts'
import type { RunResult } from '../supervisor/supervisor.ts'
import { BoundedLines } from './bounded-lines.ts'
import type { GraphDescription } from './describe-graph.ts'
import { mayLive, RUN_FILE, type RunFile, readRunFile, writeJson, writeRunFile } from './run-file.ts'

/** How long a slow disk has at the end for the last lines of the log. */
const LAST_LINES_MS = 3000

export class RunDirectory {
  readonly path: string
  readonly #log: BoundedLines
  readonly #stream: WriteStream
  #run: RunFile

  constructor(path: string, run: RunFile, graph: GraphDescription) {
    this.path = path
    this.#run = run
    writeRunFile(path, run)
    writeJson(join(path, 'graph.json'), graph)
    this.#stream = createWriteStream(join(path, 'run.log'))
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
    writeJson(join(this.path, 'ledger.json'), { outcome, durationMs, restarts, leftBehind, ...ledger })
    this.#run = { ...this.#run, ended: new Date().toISOString(), outcome }
    writeRunFile(this.path, this.#run)
    await this.#log.flush(LAST_LINES_MS)
    this.#stream.destroy()
  }

  /** The run did not begin: nothing of it is to stay. */
  abandon(): void {
    this.#stream.destroy()
    for (const name of [RUN_FILE, 'graph.json', 'run.log']) rmSync(join(this.path, name), { force: true })
    if (readdirSync(this.path).length === 0) rmSync(this.path, { recursive: true })
  }
}

/**
 * Makes a folder that the user has named ready. It may be new, empty, or that of a run that has ended, which is then overwritten;
 * anything else is refused.
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
  rmSync(join(path, 'ledger.json'), { force: true })
  return path
}
