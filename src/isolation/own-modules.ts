/** Where this package's own entry modules lie and how node is started for them, from source as well as built. */
import { mkdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The ending that this package's files have: it runs from TypeScript in a checkout and from JavaScript when installed. */
const ending = import.meta.url.endsWith('.ts') ? '.ts' : '.js'
/** Makes `import 'kahnveyor'` in a worker's module find the same package as everyone else's. */
const SOURCE_CONDITION = '--conditions=kahnveyor-source'
/**
 * Flags that decide what an import finds and means. All others (of a test runner, a debugger, for the size of a heap) belong
 * to their own process, and a thread refuses many of them.
 */
const WITH_VALUE = /^(-C|--conditions|-r|--require|--import|--loader|--experimental-loader)$/
const INHERITED =
  /^(-C|--conditions=|-r|--require=|--import=|--(experimental-)?loader=|--enable-source-maps|--preserve-symlinks)/

export function ownModule(name: string, from: string): URL {
  return new URL(`./${name}${ending}`, from)
}

export function inheritedFlags(given: readonly string[] = process.execArgv): string[] {
  const flags: string[] = []
  for (const [index, flag] of given.entries()) {
    if (WITH_VALUE.test(flag)) flags.push(flag, given[index + 1] ?? '')
    else if (INHERITED.test(flag) && !WITH_VALUE.test(given[index - 1] ?? '')) flags.push(flag)
  }
  if (ending === '.ts' && !flags.includes(SOURCE_CONDITION)) flags.push(SOURCE_CONDITION)
  return flags
}

/** The environment of a child process or thread: ours, with Node's compile cache on, which halves the time to its first firing. */
export function childEnvironment(): NodeJS.ProcessEnv {
  const folder = compileCacheFolder()
  return folder === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: folder }
}

/** A folder that nobody else can write, since what it holds is executed; undefined where the user has chosen one or none can be had. */
function compileCacheFolder(): string | undefined {
  if (process.env.NODE_COMPILE_CACHE !== undefined || process.getuid === undefined) return undefined
  const user = process.getuid()
  const folder = join(tmpdir(), `kahnveyor-compile-cache-${user}`)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const { uid, mode } = statSync(folder)
    return uid === user && (mode & 0o022) === 0 ? folder : undefined
  } catch {
    return undefined
  }
}
