/** The folder `runs`, where runs get their directories unless they are told one: names, the newest, and which are removed. */
import { mkdirSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { RunDirectoryError } from '../errors/command-errors.ts'
import { messageOf } from '../errors/kahnveyor-error.ts'
import { mayLive, type RunFile, readRunFile } from './run-file.ts'

export const RUNS_FOLDER = 'runs'
/** Folders in the system's temporary folder that hold the socket of a run directory with a long path. */
export const SOCKET_FOLDER_PREFIX = 'kahnveyor-'
const DEFAULT_NAME = /^\d{8}-\d{6}-.+-\d+$/

export interface FoundRun {
  readonly path: string
  readonly run: RunFile
}

/** Makes `runs/<yyyymmdd-hhmmss>-<system>-<pid>` in the current folder. The time is local, for people. */
export function makeDefaultRunDirectory(system: string, started: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${started.getFullYear()}${two(started.getMonth() + 1)}${two(started.getDate())}`
  const time = `${two(started.getHours())}${two(started.getMinutes())}${two(started.getSeconds())}`
  const path = resolve(RUNS_FOLDER, `${day}-${time}-${system.replaceAll(/[^\w.-]/g, '_')}-${process.pid}`)
  try {
    mkdirSync(path, { recursive: true })
  } catch (cause) {
    throw new RunDirectoryError(path, messageOf(cause), cause)
  }
  return path
}

/** Runs of the folder `runs`, oldest first. */
export function findRuns(folder: string = resolve(RUNS_FOLDER)): FoundRun[] {
  let names: string[]
  try {
    names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  } catch {
    return []
  }
  return names
    .flatMap((name): FoundRun[] => {
      const path = join(folder, name)
      const run = readRunFile(path)
      return run === undefined ? [] : [{ path, run }]
    })
    .sort((a, b) => (a.run.started < b.run.started ? -1 : 1))
}

/**
 * Removes the oldest runs beyond `keep`. Only folders with a default name and a run file count, and none whose process may
 * live is removed.
 */
export function removeOldRuns(keep: number, folder: string = resolve(RUNS_FOLDER)): void {
  const own = findRuns(folder).filter(({ path }) => DEFAULT_NAME.test(path.slice(folder.length + 1)))
  for (const { path, run } of own.slice(0, Math.max(0, own.length - keep))) {
    if (mayLive(run)) continue
    removeSocketFolder(run)
    rmSync(path, { recursive: true, force: true })
  }
}

/** Removes the private folder of a socket that did not fit into the run directory. */
export function removeSocketFolder(run: Pick<RunFile, 'controlSocket'>): void {
  if (run.controlSocket === null) return
  const folder = dirname(run.controlSocket)
  if (dirname(folder) !== tmpdir() || !folder.startsWith(join(tmpdir(), SOCKET_FOLDER_PREFIX))) return
  try {
    rmSync(run.controlSocket, { force: true })
    rmdirSync(folder)
  } catch {
    // Somebody else's by now, or gone.
  }
}
