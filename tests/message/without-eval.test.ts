import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'

const FILES = ['round-trip', 'wrong-values', 'view', 'draft']

test('messages do the same in a program that forbids new Function', { timeout: 120_000 }, () => {
  const files = FILES.map((name) => new URL(`${name}.test.ts`, import.meta.url).pathname)
  const { NODE_TEST_CONTEXT: _context, ...environment } = process.env
  const flags = ['--disallow-code-generation-from-strings', '--test', '--test-isolation=none']
  const run = spawnSync(process.execPath, [...flags, ...files], { encoding: 'utf8', env: environment })
  assert.equal(run.status, 0, run.stdout + run.stderr)
})
