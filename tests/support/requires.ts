/**
 * What a test needs beyond `npm ci`. Each function gives the value of a test's `skip` option: false where the thing is
 * there, else the reason. `scripts/test.ts` knows the reasons by `missingPrefix` and ends the run by naming the remedy; with
 * CI=true such a skip is a failure.
 */
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const missingPrefix = 'missing: '

const root = fileURLToPath(new URL('../..', import.meta.url))

/** `test('…', { skip: requires('ffmpeg') }, …)`: a package of scripts/system-packages.txt. */
export function requires(systemPackage: string): string | false {
  const command = commandOf(systemPackage)
  return isOnPath(command)
    ? false
    : `${missingPrefix}system package ${systemPackage} (no command '${command}' on the path)`
}

/** `test('…', { skip: requiresShared('data/brighton-beach') }, …)`: a path below the folder `shared` beside the project. */
export function requiresShared(path: string): string | false {
  return existsSync(sharedPath(path)) ? false : `${missingPrefix}../shared/${path}`
}

/** The absolute path of something below the folder `shared` beside the project. */
export function sharedPath(path: string): string {
  return join(root, '..', 'shared', path)
}

function commandOf(systemPackage: string): string {
  const lines = readFileSync(join(root, 'scripts/system-packages.txt'), 'utf8').split('\n')
  for (const line of lines) {
    const [name, command = name] = line.replace(/#.*/, '').trim().split(/\s+/)
    if (name === systemPackage && command) return command
  }
  throw new Error(`'${systemPackage}' is not in scripts/system-packages.txt: add it there`)
}

function isOnPath(command: string): boolean {
  // Debian keeps servers in /usr/sbin, which is on the path of root only.
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin']
  return folders.some((folder) => isExecutable(join(folder, command)))
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
