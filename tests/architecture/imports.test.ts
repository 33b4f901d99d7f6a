import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { cyclesIn, type Files, pathViolations, roomOrderOf, roomViolations, userViolations } from './import-rules.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const files = readFiles()
const order = roomOrderOf(readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8'))

describe('the imports of this repository', () => {
  test('run downhill between the rooms of src', () => assert.deepEqual(roomViolations(files, order), []))
  test('form no cycle between files', () => assert.deepEqual(cyclesIn(files), []))
  test('end in .ts where they name a file', () => assert.deepEqual(pathViolations(files), []))
  test('reach the package by its name only from apps and examples', () => assert.deepEqual(userViolations(files), []))
})

describe('the import order of ARCHITECTURE.md', () => {
  test('begins with errors beside memory and ends with cli', () => {
    assert.deepEqual(order.levels.at(0), ['errors', 'memory'])
    assert.deepEqual(order.levels.at(-1), ['cli'])
    assert.deepEqual([...order.exceptions], ['memory errors'])
  })
})

describe('the checker', () => {
  test('finds an import that runs uphill', () => {
    const found = check({ 'src/queue/a.ts': "import type { S } from '../system/s.ts'", 'src/system/s.ts': '' })
    assert.deepEqual(found, ['src/queue/a.ts imports uphill: queue may not import system (src/system/s.ts)'])
  })

  test('finds an import between two rooms of one level, in its only allowed direction too', () => {
    const found = check({
      'src/metrics/a.ts': "export { b } from '../trace/b.ts'",
      'src/errors/c.ts': "import '../memory/d.ts'",
      'src/memory/d.ts': "import { e } from '../errors/e.ts'",
    })
    assert.deepEqual(found, [
      'src/metrics/a.ts imports uphill: metrics may not import trace (src/trace/b.ts)',
      'src/errors/c.ts imports uphill: errors may not import memory (src/memory/d.ts)',
    ])
  })

  test('finds a dynamic import and one over several lines', () => {
    const found = check({
      'src/graph/a.ts':
        "const cli = await import('../cli/c.ts')\nimport {\n  one,\n  type Two,\n} from '../worker/w.ts'",
    })
    assert.equal(found.length, 2)
  })

  test('passes downhill imports, own files, packages, index.ts and examples in comments', () => {
    const found = check({
      'src/index.ts': "export { a } from './cli/a.ts'",
      'src/cli/a.ts':
        "import { b } from '../graph/b.ts'\nimport fs from 'node:fs'\n/**\n * import { x } from '../cli/x.ts'\n */",
      'src/graph/b.ts': "import { c } from './c.ts'\n// import('../cli/a.ts')",
      'src/graph/c.ts': '',
    })
    assert.deepEqual(found, [])
  })

  test('finds a barrel file, an unknown room, a file in no room and an import of index.ts', () => {
    const found = check({
      'src/graph/index.ts': '',
      'src/utils/a.ts': '',
      'src/b.ts': '',
      'src/cli/c.ts': "import { all } from '../index.ts'",
    })
    assert.equal(found.length, 4, found.join('\n'))
  })

  test('finds a cycle, also one of types and through a third file', () => {
    const cyclic = filesOf({
      'src/queue/a.ts': "import type { B } from './b.ts'",
      'src/queue/b.ts': "import { c } from './c.ts'",
      'src/queue/c.ts': "import { a } from './a.ts'",
    })
    assert.deepEqual(cyclesIn(cyclic), ['src/queue/a.ts -> src/queue/b.ts -> src/queue/c.ts -> src/queue/a.ts'])
  })

  test('finds a path without its .ts', () => {
    const found = pathViolations(
      filesOf({ 'src/queue/a.ts': "import { b } from './b.js'", 'tests/c.ts': "import './d'\nimport './e.js'" }),
    )
    assert.equal(found.length, 2)
  })

  test('finds an app or an example that reaches into src, and lets tests use the test support', () => {
    const found = userViolations(
      filesOf({
        'apps/x/src/a.ts': "import { q } from '../../../src/queue/q.ts'\nimport { system } from 'kahnveyor'",
        'apps/x/tests/a.test.ts': "import { requires } from '../../../tests/support/requires.ts'\nimport '../src/a.ts'",
        'examples/01/b.ts': "import '../02/c.ts'",
      }),
    )
    assert.deepEqual(found, [
      'apps/x/src/a.ts reaches out of apps/x to src/queue/q.ts',
      'examples/01/b.ts reaches out of examples/01 to examples/02/c.ts',
    ])
  })
})

function check(texts: Readonly<Record<string, string>>): string[] {
  return roomViolations(filesOf(texts), order)
}

function filesOf(texts: Readonly<Record<string, string>>): Files {
  return new Map(Object.entries(texts))
}

function readFiles(): Files {
  const folders = '{src,apps,examples,tests,benchmarks,scripts}'
  const paths = globSync(`${folders}/**/*.ts`, {
    cwd: root,
    exclude: ['**/node_modules/**', 'tests/architecture/imports.test.ts'],
  })
  return new Map(paths.sort().map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}
