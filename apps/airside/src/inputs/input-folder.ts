// Folders and small files given by the user: found, listed and read with errors that say which one and what to do.

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { extname } from 'node:path'
import { AirsideError } from '../airside-error.ts'

/**
 * Names of the files with one of these extensions (lower case, with dot), `2.png` before `10.png`.
 * Throws `AS_FOLDER_MISSING`, or `AS_FOLDER_EMPTY` where there is no such file.
 */
export function listFiles(folder: string, extensions: readonly string[]): string[] {
  requireFolder(folder)
  const names = readdirSync(folder).filter((name) => extensions.includes(extname(name).toLowerCase()))
  if (names.length === 0) {
    throw new AirsideError('AS_FOLDER_EMPTY', folder, `holds no ${extensions.join(' or ')} file; check the path`)
  }
  return names.sort((a, b) => NATURAL_ORDER.compare(a, b) || (a < b ? -1 : 1))
}

/** Throws `AS_FOLDER_MISSING` unless this is a folder. */
export function requireFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return
  throw new AirsideError('AS_FOLDER_MISSING', folder, 'is not a folder; give the folder of a recording with --input')
}

/** The whole text of a file; `AS_TABLE_MISSING` with `hint` where it cannot be read. */
export function readText(path: string, hint: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new AirsideError('AS_TABLE_MISSING', path, `cannot be read; ${hint}`, { cause })
  }
}

// A fixed locale, so that the order of frames is the same on every machine.
const NATURAL_ORDER = new Intl.Collator('en', { numeric: true })
