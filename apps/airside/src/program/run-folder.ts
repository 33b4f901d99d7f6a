// The folder that a run writes to: made or emptied of what an earlier run left there, so that what lies in it afterwards is
// of this run.

import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { AirsideError } from '../airside-error.ts'
import { JOURNAL_FILE } from '../outputs/flight-journal.ts'

/** Everything that a run leaves. */
export const OUTPUT_FILES = [
  'targets.geojson',
  'targets.kml',
  'map.html',
  'sightings.csv',
  'result.json',
  'ledger.json',
  'run.log',
] as const

/** Makes the folder `out`, or a new one in `runs/`. Throws `AS_OUTPUT` where it cannot be made or written to. */
export function prepareRunFolder(out: string | undefined, kind: string): string {
  const folder = resolve(out ?? newRunFolder(kind))
  try {
    mkdirSync(folder, { recursive: true })
    for (const name of [...OUTPUT_FILES, JOURNAL_FILE]) rmSync(join(folder, name), { force: true })
    return folder
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new AirsideError('AS_OUTPUT', folder, `cannot be used: ${reason}; give another folder with --out`, { cause })
  }
}

function newRunFolder(kind: string): string {
  const base = join('runs', `${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}-${kind}`)
  let folder = base
  for (let number = 2; existsSync(folder); number++) folder = `${base}-${number}`
  return folder
}
