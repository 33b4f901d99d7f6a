/**
 * The rules about who imports whom, as pure functions over a map of files, so that the test can also show them catching what
 * they forbid. The order of the rooms itself is written once, in ARCHITECTURE.md.
 */
import { posix } from 'node:path'

/** Path from the repository's root: text. */
export type Files = ReadonlyMap<string, string>

export interface RoomOrder {
  /** From the bottom up; the rooms of one level may not import each other. */
  readonly levels: readonly (readonly string[])[]
  /** `importer imported` pairs that are allowed within a level. */
  readonly exceptions: ReadonlySet<string>
}

interface Import {
  readonly from: string
  readonly specifier: string
  /** Path from the root, for a relative import. */
  readonly target: string | undefined
}

/** Reads the order from the fenced block under the heading "Import order". */
export function roomOrderOf(architecture: string): RoomOrder {
  const block = /^## Import order\n[\s\S]*?^```\n([\s\S]*?)^```/m.exec(architecture)?.[1]
  if (block === undefined) throw new Error('ARCHITECTURE.md has no fenced block under the heading "## Import order"')
  const exceptions = new Set<string>()
  let order = ''
  for (const line of block.split('\n')) {
    const exception = /^(\w+) may import (\w+)$/.exec(line.trim())
    if (exception) exceptions.add(`${exception[1]} ${exception[2]}`)
    else order += ` ${line}`
  }
  const levels = order.split('>').map((level) => level.split(',').map((room) => room.trim()))
  return { levels, exceptions }
}

/** Each violation is a sentence; none means that all is well. */
export function roomViolations(files: Files, order: RoomOrder): string[] {
  const violations: string[] = []
  for (const path of pathsBelow(files, 'src/')) {
    const room = roomOf(path)
    if (room === undefined && path !== 'src/index.ts') violations.push(`${path} stands in no room`)
    if (room !== undefined && levelOf(room, order) < 0)
      violations.push(`${path} stands in a room without a place in the order`)
    if (room !== undefined && posix.basename(path) === 'index.ts')
      violations.push(`${path} is a barrel file inside a room`)
  }
  for (const { from, target } of importsBelow(files, 'src/')) {
    if (target === undefined || from === 'src/index.ts') continue
    const importer = roomOf(from)
    const imported = roomOf(target)
    if (imported === undefined) violations.push(`${from} imports ${target}, which is in no room`)
    else if (importer !== undefined && !mayImport(importer, imported, order)) {
      violations.push(`${from} imports uphill: ${importer} may not import ${imported} (${target})`)
    }
  }
  return violations
}

export function pathViolations(files: Files): string[] {
  return importsBelow(files, '')
    .filter(({ from, specifier, target }) => target !== undefined && !endingFor(from).test(specifier))
    .map(({ from, specifier }) => `${from} imports '${specifier}', which does not end in .ts`)
}

function endingFor(importer: string): RegExp {
  return importer.startsWith('src/') ? /\.ts$/ : /\.(ts|js|json)$/
}

/** Apps and examples are users: the package by its name, their own files, and in tests the test support, nothing else. */
export function userViolations(files: Files): string[] {
  const violations: string[] = []
  for (const { from, target } of [...importsBelow(files, 'apps/'), ...importsBelow(files, 'examples/')]) {
    if (target === undefined) continue
    const home = from.split('/').slice(0, 2).join('/')
    const isSupport = from.startsWith(`${home}/tests/`) && target.startsWith('tests/support/')
    if (!target.startsWith(`${home}/`) && !isSupport) violations.push(`${from} reaches out of ${home} to ${target}`)
  }
  return violations
}

/** Type imports count: two files that need each other's types are one idea in two places, or hide a third. */
export function cyclesIn(files: Files): string[] {
  const targets = new Map<string, string[]>()
  for (const { from, target } of importsBelow(files, 'src/')) {
    if (target !== undefined) targets.set(from, [...(targets.get(from) ?? []), target])
  }
  const cycles: string[] = []
  const finished = new Set<string>()
  const visit = (file: string, trail: readonly string[]): void => {
    const start = trail.indexOf(file)
    if (start >= 0) cycles.push([...trail.slice(start), file].join(' -> '))
    if (start >= 0 || finished.has(file)) return
    for (const next of targets.get(file) ?? []) visit(next, [...trail, file])
    finished.add(file)
  }
  for (const file of targets.keys()) visit(file, [])
  return cycles
}

function mayImport(importer: string, imported: string, order: RoomOrder): boolean {
  if (importer === imported || order.exceptions.has(`${importer} ${imported}`)) return true
  return levelOf(imported, order) < levelOf(importer, order)
}

function levelOf(room: string, order: RoomOrder): number {
  return order.levels.findIndex((level) => level.includes(room))
}

/** `src/queue/lanes/merge.ts` is in the room `queue`; files directly in src/ are in none. */
function roomOf(path: string): string | undefined {
  const [source, room, file] = path.split('/')
  return source === 'src' && file !== undefined ? room : undefined
}

function pathsBelow(files: Files, folder: string): string[] {
  return [...files.keys()].filter((path) => path.startsWith(folder))
}

function importsBelow(files: Files, folder: string): Import[] {
  return pathsBelow(files, folder).flatMap((path) => importsOf(path, files.get(path) ?? ''))
}

// A statement begins its line, which keeps the examples inside of comments out (their lines begin with an asterisk).
const statement =
  /^[ \t]*(?:import\s+(?:[\w$*\s{},]+?\sfrom\s*)?|export\s+(?:type\s+)?(?:\*(?:\s+as\s+[\w$]+)?|\{[^}]*\})\s*from\s*)(['"])(.+?)\1/gm
const call = /^(?![ \t]*(?:\*|\/\/|\/\*)).*?\bimport\(\s*(['"])(.+?)\1/gm

function importsOf(from: string, text: string): Import[] {
  const specifiers = [...text.matchAll(statement), ...text.matchAll(call)].map((match) => match[2] ?? '')
  return specifiers.map((specifier) => ({
    from,
    specifier,
    target: specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : undefined,
  }))
}
