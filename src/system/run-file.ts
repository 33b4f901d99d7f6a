/** `run.json`: what a run says of itself, and the mark by which a folder is known to be a run directory. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Isolation } from '../graph/define-system.ts'
import type { Outcome } from '../supervisor/supervisor.ts'

export const RUN_FILE = 'run.json'
const FORMAT = 'kahnveyor run 1'

export interface RunFile {
  readonly system: string
  /** Of the package. */
  readonly version: string
  readonly pid: number
  /** ISO 8601, wall clock. */
  readonly started: string
  /** Absolute path of the system file. */
  readonly file: string | null
  readonly isolation: Isolation
  readonly args: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly seed: number
  /** Whether `kahnveyor resume` can go on with it. */
  readonly durable: boolean
  /** How often that was done. */
  readonly resumes: number
  /** Absolute path of the control socket, or null where none could be made. */
  readonly controlSocket: string | null
  /** Null while it runs, and for ever after a `kill -9`. */
  readonly ended: string | null
  readonly outcome: Outcome | null
}

/** The run file of a folder, or undefined where the folder is no run directory. */
export function readRunFile(directory: string): RunFile | undefined {
  try {
    const found = JSON.parse(readFileSync(join(directory, RUN_FILE), 'utf8')) as RunFile & { format?: unknown }
    return found.format === FORMAT ? found : undefined
  } catch {
    return undefined
  }
}

export function writeRunFile(directory: string, run: RunFile): void {
  writeJson(join(directory, RUN_FILE), { format: FORMAT, ...run })
}

/** Whole or not at all, for readers who look at any moment. */
export function writeJson(path: string, value: unknown): void {
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`)
  renameSync(draft, path)
}

/** Whether the process of a run may still be there. Another process may have got its number: an indication, no proof. */
export function mayLive(run: RunFile): boolean {
  if (run.ended !== null) return false
  try {
    process.kill(run.pid, 0)
    return true
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'
  }
}
