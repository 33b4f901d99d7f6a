import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const sources = globSync('src/**/*.ts', { cwd: root }).map((path) => readFileSync(join(root, path), 'utf8'))
const codes = new Set(sources.flatMap((text) => found(text, /(['"`])(KV_[A-Z0-9_]+)\1/g, 2)))
const sections = found(readFileSync(join(root, 'docs/reference/errors.md'), 'utf8'), /^## (KV_[A-Z0-9_]+)$/gm, 1)

test('every error code of the sources has a section in docs/reference/errors.md', () => {
  assert.deepEqual([...codes].filter((code) => !sections.includes(code)).sort(), [])
})

test('every section of docs/reference/errors.md belongs to an error code of the sources', () => {
  assert.deepEqual(sections.filter((code) => !codes.has(code)).sort(), [])
})

test('the sections of docs/reference/errors.md stand in alphabetical order, each once', () => {
  assert.deepEqual(sections, [...new Set(sections)].sort())
})

function found(text: string, pattern: RegExp, group: number): string[] {
  return [...text.matchAll(pattern)].map((match) => match[group] ?? '')
}
