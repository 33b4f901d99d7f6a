import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { SystemFileError } from '../errors/command-errors.ts'
import { messageOf } from '../errors/kahnveyor-error.ts'
import type { SystemDefinition } from '../graph/define-system.ts'

/** The system that a file exports as default or as `system`. Throws `KV_SYSTEM_FILE`, naming the file. */
export async function loadSystem(given: string): Promise<SystemDefinition> {
  const file = resolve(given)
  if (!existsSync(file)) throw new SystemFileError(file, 'does not exist.')
  if (!statSync(file).isFile()) throw new SystemFileError(file, 'is not a file; name the file that exports the system.')
  let module: Record<string, unknown>
  try {
    module = (await import(pathToFileURL(file).href)) as Record<string, unknown>
  } catch (cause) {
    throw new SystemFileError(file, `cannot be imported: ${messageOf(cause)}`, cause)
  }
  for (const name of ['default', 'system']) if (isSystem(module[name])) return module[name]
  const names = Object.keys(module).join(', ') || 'nothing'
  throw new SystemFileError(
    file,
    `holds no system: export what defineSystem returns as default, or as 'system'. It exports ${names}.`,
  )
}

function isSystem(value: unknown): value is SystemDefinition {
  return (value as { kind?: unknown } | null | undefined)?.kind === 'system'
}
