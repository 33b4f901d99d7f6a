// Where recordings of real flights lie beside the project, and why a test that needs one is skipped.

import { existsSync } from 'node:fs'
import { join } from 'node:path'

const DATA = join(import.meta.dirname, '../../../../../shared/data')

/** The folder of a recording and, where it is absent, the reason to skip. */
export function recording(name: string): { folder: string; skip: string | false } {
  const folder = join(DATA, name)
  return { folder, skip: existsSync(folder) ? false : `the recording ../shared/data/${name} is not on this machine` }
}
