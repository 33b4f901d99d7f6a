// `run.log`: every line of workers and supervisor, as it comes.

import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { formatLogRecord, type LogRecord } from 'kahnveyor'

export class RunLog {
  readonly path: string
  readonly #file: number
  /** Lines by level. */
  readonly counts = { debug: 0, info: 0, warn: 0, error: 0 }

  constructor(folder: string) {
    this.path = join(folder, 'run.log')
    this.#file = openSync(this.path, 'w')
  }

  write(record: LogRecord): void {
    this.counts[record.level] += 1
    writeSync(this.#file, `${formatLogRecord(record)}\n`)
  }

  close(): void {
    closeSync(this.#file)
  }
}
