// `run.log`: every line of workers and supervisor as it comes, between the program's own first and last words.

import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { formatLogRecord, type LogRecord } from 'kahnveyor'

export class RunLog {
  readonly path: string
  readonly #file: number

  constructor(folder: string) {
    this.path = join(folder, 'run.log')
    this.#file = openSync(this.path, 'w')
  }

  write(record: LogRecord): void {
    writeSync(this.#file, `${formatLogRecord(record)}\n`)
  }

  /** A line of the program itself. */
  say(level: LogRecord['level'], text: string): void {
    const nobody = { worker: undefined, replica: undefined, firing: undefined, fields: undefined }
    this.write({ timeMs: Date.now(), level, text, ...nobody })
  }

  close(): void {
    closeSync(this.#file)
  }
}
