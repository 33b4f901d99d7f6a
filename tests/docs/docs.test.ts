/**
 * The pages keep their word: every file that a page shows compiles, every session prints what the page says, every link leads
 * somewhere, and every export of the package is written about.
 */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { canShareBetweenProcesses } from '../../src/memory/system-calls.ts'
import { missingPrefix } from '../support/requires.ts'
import { anchorsOf, linksOf, matches, type Page, readPages, type Session } from './pages.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const pages = readPages(root)
const sessionLimitMs = 100_000
const skip = canShareBetweenProcesses() ? false : `${missingPrefix}memory that processes can share`

// Inside the repository, where `import 'kahnveyor'` means the package itself, and in a folder that git ignores.
mkdirSync(join(root, 'runs'), { recursive: true })
const folder = mkdtempSync(join(root, 'runs/docs-'))
after(() => rmSync(folder, { recursive: true, force: true }))
writeFileSync(
  join(folder, 'tsconfig.json'),
  JSON.stringify({ extends: '../../tsconfig.json', include: ['**/*.ts'], compilerOptions: { noUnusedLocals: false } }),
)
for (const page of pages)
  for (const { name, text } of page.files) {
    const path = join(folderOf(page), name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
// The two commands of the pages, as they are in a project that depends on the package.
const commands = join(folder, 'commands')
mkdirSync(commands)
writeFileSync(join(commands, 'node'), `#!/bin/sh\nexec '${process.execPath}' --conditions=kahnveyor-source "$@"\n`)
writeFileSync(
  join(commands, 'npx'),
  `#!/bin/sh\nshift\nexec '${process.execPath}' '${join(root, 'bin/kahnveyor.js')}' "$@"\n`,
)
for (const name of ['node', 'npx']) chmodSync(join(commands, name), 0o755)

describe('the pages', () => {
  test('show no TypeScript that is not checked', () => {
    assert.deepEqual(
      pages.flatMap(({ stray }) => stray),
      [],
    )
  })

  test('show files that compile', { timeout: 120_000 }, () => {
    const { status, stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder], { encoding: 'utf8' })
    assert.equal(stdout, '')
    assert.equal(status, 0)
  })

  test('link to pages, headings and files that are there', () => {
    assert.deepEqual(
      pages.flatMap((page) =>
        linksOf(page.text)
          .filter((link) => !leadsSomewhere(page, link))
          .map((link) => `${page.path}: ${link}`),
      ),
      [],
    )
  })

  test('mention every export of the package', () => {
    const text = pages.map((page) => page.text).join('\n')
    assert.deepEqual(
      exportsOf(readFileSync(join(root, 'src/index.ts'), 'utf8')).filter(
        (name) => !new RegExp(`\\b${name}\\b`).test(text),
      ),
      [],
    )
  })
})

for (const page of pages.filter(({ sessions }) => sessions.length > 0))
  describe(page.path, { skip }, () => {
    for (const session of page.sessions)
      test(`line ${session.line}: ${session.steps[0]?.command}`, { timeout: sessionLimitMs + 10_000 }, async () => {
        const printed = await run(page, session)
        for (const [index, { command, expected }] of session.steps.entries()) {
          const lines = printed[index] ?? []
          assert.ok(
            matches(lines, expected),
            `$ ${command}\n--- printed\n${lines.join('\n')}\n--- the page says\n${expected.join('\n')}`,
          )
        }
      })
  })

function folderOf(page: Page): string {
  const path = join(folder, page.path.replace(/\.md$/, ''))
  mkdirSync(path, { recursive: true })
  return path
}

/** What each step has printed, on stdout and stderr together. */
async function run(page: Page, session: Session): Promise<string[][]> {
  const mark = '--- step of the session ---'
  const script = [
    ...session.steps.flatMap(({ command }) => [`__status=$?; echo '${mark}'; (exit $__status)`, command]),
  ].join('\n')
  const shell = spawn('bash', ['-c', `exec 2>&1\n${script}`], {
    cwd: folderOf(page),
    env: { ...process.env, PATH: `${commands}:${process.env.PATH}` },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
    timeout: sessionLimitMs,
  })
  let text = ''
  shell.stdout.setEncoding('utf8')
  shell.stdout.on('data', (chunk: string) => {
    text += chunk
  })
  const timer = setTimeout(() => process.kill(-(shell.pid as number), 'SIGKILL'), sessionLimitMs)
  await once(shell, 'close')
  clearTimeout(timer)
  return text
    .split(`${mark}\n`)
    .slice(1)
    .map((part) => (part === '' ? [] : part.replace(/\n$/, '').split('\n')))
}

function leadsSomewhere(page: Page, link: string): boolean {
  if (/^(https?|mailto):/.test(link)) return true
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? page.path : join(dirname(page.path), path)
  if (!existsSync(join(root, target))) return false
  return anchor === undefined || anchorsOf(readFileSync(join(root, target), 'utf8')).includes(anchor)
}

/** The names in the export lists of src/index.ts, types included. */
function exportsOf(text: string): string[] {
  return [...text.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap((match) =>
    (match[1] as string)
      .split(',')
      .map((name) => name.trim().replace(/^type /, ''))
      .filter((name) => name !== ''),
  )
}
