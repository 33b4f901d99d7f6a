/**
 * What a documentation page promises and a test can keep. The convention:
 *
 *     ```ts          a file of the page: its first line is `// file: NAME`
 *     ```console     a session: lines with `$ ` are commands, the lines below each are what it prints
 *     ```sh          commands for the reader's machine (installations); not run
 *
 * In expected output `…` stands for anything within a line, and a line `...` for any lines.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Page {
  /** Path from the repository's root. */
  readonly path: string
  readonly text: string
  readonly files: readonly PageFile[]
  readonly sessions: readonly Session[]
  /** Blocks of code that no test would see. */
  readonly stray: readonly string[]
}

export interface PageFile {
  readonly name: string
  readonly text: string
}

/** Commands that are run one after another in one shell, in the folder of the page's files. */
export interface Session {
  readonly line: number
  readonly steps: readonly Step[]
}

export interface Step {
  readonly command: string
  readonly expected: readonly string[]
}

export function readPages(root: string): readonly Page[] {
  const paths = globSync(['*.md', 'docs/**/*.md', 'examples/**/*.md', 'benchmarks/**/*.md'], { cwd: root }).sort()
  return paths.map((path) => parsePage(path, readFileSync(join(root, path), 'utf8')))
}

export function parsePage(path: string, text: string): Page {
  const files: PageFile[] = []
  const sessions: Session[] = []
  const stray: string[] = []
  for (const { language, line, body } of fencedBlocks(text)) {
    if (language === 'ts') {
      const name = /^\/\/ file: (\S+)$/.exec(body[0] ?? '')?.[1]
      if (name === undefined) stray.push(`${path}:${line} has no line '// file: NAME'`)
      else if (files.some((file) => file.name === name)) stray.push(`${path}:${line} has ${name} for the second time`)
      else files.push({ name, text: `${body.slice(1).join('\n')}\n` })
    }
    if (language === 'console') sessions.push({ line, steps: stepsOf(body) })
  }
  return { path, text, files, sessions, stray }
}

interface Block {
  readonly language: string
  readonly line: number
  readonly body: readonly string[]
}

function fencedBlocks(text: string): Block[] {
  const blocks: Block[] = []
  let open: { language: string; line: number; body: string[] } | undefined
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^```(\w*)$/.exec(line)
    if (fence === null) open?.body.push(line)
    else if (open === undefined) open = { language: fence[1] ?? '', line: index + 1, body: [] }
    else {
      blocks.push(open)
      open = undefined
    }
  }
  return blocks
}

function stepsOf(body: readonly string[]): Step[] {
  const steps: { command: string; expected: string[] }[] = []
  for (const line of body) {
    if (line.startsWith('$ ')) steps.push({ command: line.slice(2), expected: [] })
    else steps.at(-1)?.expected.push(line)
  }
  return steps
}

/** True when `printed` is what a page shows. Times, process ids and durations may differ. */
export function matches(printed: readonly string[], expected: readonly string[]): boolean {
  const [first, ...rest] = expected
  if (first === undefined) return printed.length === 0
  if (first === '...') return printed.some((_, index) => matches(printed.slice(index), rest)) || matches([], rest)
  return printed.length > 0 && lineMatches(printed[0] as string, first) && matches(printed.slice(1), rest)
}

function lineMatches(printed: string, expected: string): boolean {
  const pattern = settled(expected).split('…').map(escaped).join('.*')
  return new RegExp(`^${pattern}$`).test(settled(printed))
}

function settled(line: string): string {
  return line
    .trimEnd()
    .replace(/\b\d\d:\d\d:\d\d\.\d{3}\b/g, 'TIME')
    .replace(/\bpid \d+/g, 'pid N')
    .replace(/\bafter \d+\.\d s\b/g, 'after N s')
    .replace(/runs\/\d{8}-\d{6}-([\w-]+)-\d+/g, 'runs/TIME-$1-N')
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** Targets of the page's links, as they stand there. */
export function linksOf(text: string): readonly string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '')
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] as string)
}

/** The anchors that a page's headings make, by GitHub's rule. */
export function anchorsOf(text: string): readonly string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '')
  return [...prose.matchAll(/^#{1,6} (.+)$/gm)].map((match) =>
    (match[1] as string)
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  )
}
