import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { OUTPUT_FILES } from '../../src/program/run-folder.ts'
import { runProgram, temporaryFolder } from './run-program.ts'

const root = temporaryFolder()

async function fly(name: string, args: readonly string[]) {
  const out = join(root, name)
  const end = await runProgram(['--out', out, ...args])
  return { ...end, out, read: (file: string) => readFileSync(join(out, file), 'utf8') }
}

test('the generated flight finds what was planted, says so, and leaves all files', async () => {
  const { code, stdout, stderr, out, read } = await fly('whole', ['--isolation', 'inline'])
  assert.equal(code, 0, stderr)
  assert.match(stdout, /Good: all 7 planted targets found within 1\.0 m, none false/)
  assert.match(stdout, /^target +what +latitude/m)
  assert.match(stdout, /^video_input\.frames -> detect_target\.frames +317 +317 +0 +0 +0$/m)
  assert.match(stdout, /Every item is accounted for\./)
  assert.match(stdout, /Telemetry that cannot be true was not used: \d+ height-zero, \d+ position-jump/)
  assert.deepEqual(readdirSync(out).sort(), [...OUTPUT_FILES].sort())
  const { targets, score } = JSON.parse(read('result.json'))
  assert.equal(targets.length, 7)
  assert.deepEqual(Object.keys(targets[0]), ['latitude', 'longitude', 'label', 'sightings', 'spreadM'])
  assert.deepEqual([score.planted, score.found, score.false], [7, 7, 0])
  assert.ok(score.maxErrorM <= 1)
  assert.equal(JSON.parse(read('ledger.json')).balanced, true)
})

test('every isolation and every number of replicas gives the same files, byte by byte', async () => {
  const short = ['--duration-s', '25']
  const inline = await fly('inline', [...short, '--isolation', 'inline'])
  assert.equal(inline.code, 0, inline.stderr)
  const others = [
    ['--isolation', 'thread'],
    ['--isolation', 'process'],
    ['--isolation', 'process', '--replicas', '1'],
    ['--isolation', 'process', '--replicas', '4'],
  ]
  for (const args of others) {
    const other = await fly(args.join(''), [...short, ...args])
    assert.equal(other.code, 0, other.stderr)
    for (const file of ['result.json', 'sightings.csv', 'targets.geojson', 'targets.kml', 'map.html']) {
      assert.equal(other.read(file), inline.read(file), `${file} with ${args.join(' ')}`)
    }
  }
})

test('Ctrl-C finishes what is under way: a part of the flight, with all files', async () => {
  const { code, stdout, stderr, out } = await (async () => {
    const folder = join(root, 'interrupted')
    const end = await runProgram(['--out', folder, '--isolation', 'process'], (child) => {
      // The journal appears with the first frames at the outputs.
      const timer = setInterval(() => {
        if (!isBegun(folder)) return
        clearInterval(timer)
        child.kill('SIGINT')
      }, 20)
      child.on('exit', () => clearInterval(timer))
    })
    return { ...end, out: folder }
  })()
  assert.equal(code, 0, stderr)
  assert.match(stderr, /finishing what is under way/)
  assert.match(stdout, /The run was drained before its end: what follows is a part of the flight\./)
  assert.match(stdout, /none false/)
  assert.deepEqual(readdirSync(out).sort(), [...OUTPUT_FILES].sort())
})

function isBegun(folder: string): boolean {
  try {
    return readFileSync(join(folder, '.flight-journal.jsonl')).length > 0
  } catch {
    return false
  }
}
