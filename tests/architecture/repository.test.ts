import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'

type LockEntries = Readonly<Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>>

const root = fileURLToPath(new URL('../..', import.meta.url))
const largestKb = 300
const tracked = trackedFiles()
const skip = tracked.length === 0 && 'this is no git checkout'

describe('the files in git', { skip }, () => {
  test('name no package registry', () => {
    // Put together here, or this file would be the first to break the rule.
    const hosts = ['npmjs', 'yarnpkg', 'npmmirror'].map((name) => String.raw`registry\.${name}\.`)
    assert.deepEqual(linesWith(new RegExp(hosts.join('|'))), [])
  })

  test('name no absolute path of a machine', () => {
    const folders = ['work', 'root', 'home', 'Users'].join('|')
    assert.deepEqual(linesWith(new RegExp(String.raw`(?<![\w.~*/}-])/(?:${folders})/[\w.-]`)), [])
  })

  test('leave nothing to be done later', () => {
    assert.deepEqual(linesWith(new RegExp(String.raw`\b(?:${['TO', 'FIX'].join('DO|')}ME)\b`)), [])
  })

  test(`are at most ${largestKb} kB each`, () => {
    const large = tracked.filter((path) => !path.endsWith('package-lock.json') && sizeKb(path) > largestKb)
    assert.deepEqual(large, [])
  })
})

describe('each package-lock.json', { skip }, () => {
  for (const path of tracked.filter((name) => name.endsWith('package-lock.json'))) {
    test(`has no download address (${path})`, () => {
      assert.deepEqual(
        linesWith(/https?:|git\+|git@/, [path]).filter((line) => !/"(url|funding)":/.test(line)),
        [],
      )
    })

    test(`has an entry for every optional package, whatever machine wrote it (${path})`, () => {
      assert.deepEqual(missingOptionalEntries(path), [])
    })
  }
})

/** npm leaves out what it could not look up, and `npm ci` then refuses the file. An entry of name, version, os and cpu is enough. */
function missingOptionalEntries(path: string): string[] {
  const entries: LockEntries = JSON.parse(readFileSync(join(root, path), 'utf8')).packages
  return Object.entries(entries).flatMap(([parent, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !(`node_modules/${name}` in entries) && !(`${parent}/node_modules/${name}` in entries),
    ),
  )
}

function linesWith(pattern: RegExp, paths: readonly string[] = tracked): string[] {
  return paths.flatMap((path) => {
    const text = readFileSync(join(root, path), 'utf8')
    if (text.includes('\0') || !pattern.test(text)) return []
    const lines = text.split('\n').map((line, index) => ({ line, where: `${path}:${index + 1}` }))
    return lines.filter(({ line }) => pattern.test(line)).map(({ line, where }) => `${where}: ${line.trim()}`)
  })
}

function sizeKb(path: string): number {
  return lstatSync(join(root, path)).size / 1000
}

function trackedFiles(): string[] {
  const { status, stdout } = spawnSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
  if (status !== 0) return []
  return stdout.split('\0').filter((path) => path !== '' && isFile(path))
}

function isFile(path: string): boolean {
  return lstatSync(join(root, path), { throwIfNoEntry: false })?.isFile() ?? false
}
