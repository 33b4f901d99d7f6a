import { createRequire } from 'node:module'
import type { DatabaseSync } from 'node:sqlite'
import type { Context } from '../graph/context.ts'
import { defineWorker, type WorkerDefinition } from '../graph/define-worker.ts'
import type { Message, ViewOf } from '../message/message.ts'
import type { FileArgs, ItemsPort } from './file-sinks.ts'

/** The table in which the database itself says up to which firing of which replica it has everything. */
const FIRINGS_TABLE = 'kahnveyor_firings'

export interface SqliteSinkOptions<M extends Message> {
  /** Makes the tables, unless they are there. */
  readonly schema: string
  /** Writes one item; runs inside the transaction that also notes its firing. */
  insert(database: DatabaseSync, item: ViewOf<M>): void
}

/**
 * A worker that writes items into an SQLite database (`node:sqlite`), exactly once: in one transaction with the item the database
 * notes the run, worker, replica and firing, so a firing that is repeated after a death finds itself done.
 */
export function sqliteSink<M extends Message>(
  moduleUrl: string,
  message: M,
  options: SqliteSinkOptions<M>,
): WorkerDefinition<FileArgs, ItemsPort<M>, Readonly<Record<never, never>>> {
  return defineWorker(moduleUrl, {
    inputs: { items: message as Message },
    setup: ({ path }: FileArgs, context) => new FiringDatabase(path, options.schema, context),
    fire: (database, inputs) => database.once((open) => options.insert(open, inputs.items as ViewOf<M>)),
    teardown: (database) => database.close(),
  }) as WorkerDefinition<FileArgs, ItemsPort<M>, Readonly<Record<never, never>>>
}

class FiringDatabase {
  readonly #database: DatabaseSync
  readonly #context: Context
  #done: number

  constructor(path: string, schema: string, context: Context) {
    const sqlite = createRequire(import.meta.url)('node:sqlite') as typeof import('node:sqlite')
    this.#context = context
    this.#database = new sqlite.DatabaseSync(path, { timeout: 5000 })
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
    this.#database.exec(schema)
    this.#database.exec(
      `CREATE TABLE IF NOT EXISTS ${FIRINGS_TABLE} (run TEXT, worker TEXT, replica INTEGER, firing INTEGER, PRIMARY KEY (run, worker, replica))`,
    )
    const row = this.#database
      .prepare(`SELECT firing FROM ${FIRINGS_TABLE} WHERE run = ? AND worker = ? AND replica = ?`)
      .get(context.run, context.worker, context.replica)
    this.#done = Number(row?.firing ?? -1)
  }

  /** Runs `write` unless this firing's transaction has been committed before. */
  once(write: (database: DatabaseSync) => void): void {
    const { run, worker, replica, firing } = this.#context
    if (firing <= this.#done) return
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      write(this.#database)
      this.#database
        .prepare(`INSERT OR REPLACE INTO ${FIRINGS_TABLE} VALUES (?, ?, ?, ?)`)
        .run(run, worker, replica, firing)
      this.#database.exec('COMMIT')
    } catch (thrown) {
      this.#database.exec('ROLLBACK')
      throw thrown
    }
    this.#done = firing
  }

  close(): void {
    this.#database.close()
  }
}
