// Files appear whole or not at all: written beside their place under another name, then renamed.

import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { AirsideError } from '../airside-error.ts'

/** Writes text to `path`, replacing what is there. Throws `AS_OUTPUT` where that is not possible; nothing is left then. */
export function writeAtomically(path: string, text: string): void {
  // The process's number keeps two runs apart; a rename within one folder never crosses a file system.
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.part`)
  let begun = false
  try {
    mkdirSync(dirname(path), { recursive: true })
    const file = openSync(temporary, 'w')
    begun = true
    try {
      const bytes = Buffer.from(text, 'utf8')
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
  } catch (cause) {
    if (begun) rmSync(temporary, { force: true })
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new AirsideError('AS_OUTPUT', path, `cannot be written: ${reason}; check the folder given with --out`, {
      cause,
    })
  }
}
