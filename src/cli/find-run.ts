import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { NoRunError } from '../errors/command-errors.ts'
import { type ControlClient, connectToRun } from '../system/control-client.ts'
import { mayLive, readRunFile } from '../system/run-file.ts'
import { type FoundRun, findRuns, RUNS_FOLDER } from '../system/run-folders.ts'

export interface ConnectedRun extends FoundRun {
  readonly client: ControlClient
}

/** Connects to the run of a run directory, or to the newest live one under `runs`. Throws `KV_NO_RUN`. */
export async function findRun(given: string | undefined): Promise<ConnectedRun> {
  const found = given === undefined ? newestLive() : namedRun(given)
  return { ...found, client: await connectToRun(found) }
}

/** The run of a run directory, live or not. Throws `KV_NO_RUN` where there is none. */
export function namedRun(given: string): FoundRun {
  const path = resolve(given)
  const run = readRunFile(path)
  if (run !== undefined) return { path, run }
  throw new NoRunError(
    existsSync(path) ? `${given} is not a run directory: it has no run.json` : `${given} does not exist`,
  )
}

function newestLive(): FoundRun {
  const runs = findRuns()
  const live = runs.filter(({ run }) => mayLive(run)).at(-1)
  if (live !== undefined) return live
  const last = runs.at(-1)
  if (last === undefined)
    throw new NoRunError(
      `no run in ${RUNS_FOLDER}/ of this folder; name its run directory, or start one with kahnveyor run`,
    )
  const end = last.run.ended === null ? 'was killed' : `ended at ${last.run.ended} (${last.run.outcome})`
  const hint = last.run.durable ? `; to go on with it: kahnveyor resume ${relative('.', last.path)}` : ''
  throw new NoRunError(`no live run in ${RUNS_FOLDER}/; the last one, ${relative('.', last.path)}, ${end}${hint}`)
}
