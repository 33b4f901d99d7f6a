import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeThermalFolder } from './made-thermal-folder.ts'
import { type ProgramEnd, runProgram, temporaryFolder } from './run-program.ts'

const root = temporaryFolder()

function assertRefused(
  { code, stdout, stderr }: ProgramEnd,
  expected: number,
  ...texts: readonly (string | RegExp)[]
): void {
  assert.equal(code, expected, stderr)
  assert.equal(stdout, '')
  for (const text of texts) {
    assert.ok(typeof text === 'string' ? stderr.includes(text) : text.test(stderr), `no '${text}' in: ${stderr}`)
  }
  assert.equal(stderr.trim().split('\n').length, 1, stderr)
}

test('a folder that is not there is named', async () => {
  const folder = join(root, 'nowhere')
  assertRefused(await runProgram(['--input', folder]), 1, folder, 'AS_FOLDER_MISSING')
})

test('an empty folder is named, with the kinds that there are', async () => {
  const folder = join(root, 'empty')
  mkdirSync(folder)
  assertRefused(await runProgram(['--input', folder]), 1, folder, 'is empty', 'thermal frames', 'drone photos')
})

test('a folder of an unknown kind: what was found, and the kinds that there are', async () => {
  const folder = join(root, 'texts')
  mkdirSync(folder)
  writeFileSync(join(folder, 'notes.txt'), 'nothing')
  assertRefused(await runProgram(['--input', folder]), 1, folder, 'notes.txt', 'thermal frames', 'AS_FOLDER_KIND')
})

test('a thermal folder whose images folder is empty is named', async () => {
  const folder = await makeThermalFolder(join(root, 'no-frames'), { frames: 0 })
  assertRefused(await runProgram(['--input', folder]), 1, join(folder, 'images'), 'AS_FOLDER_EMPTY')
})

test('photos that are none are named', async () => {
  const folder = join(root, 'no-photos')
  mkdirSync(folder)
  writeFileSync(join(folder, 'a.jpg'), 'no photo')
  assertRefused(await runProgram(['--input', folder]), 1, 'a.jpg', 'AS_IMAGE_BROKEN')
})

test('one broken image does not end a flight: it is named and counted, and the others are worked off', async () => {
  const folder = await makeThermalFolder(join(root, 'one-broken'), { frames: 6 })
  const path = join(folder, 'images', '2.png')
  truncateSync(path, Math.floor(statSync(path).size / 2))
  truncateSync(join(folder, 'images', '4.png'), 0)
  const out = join(root, 'one-broken-out')
  const { code, stdout, stderr } = await runProgram(['--input', folder, '--out', out])
  assert.equal(code, 0, stderr)
  assert.match(stdout, /6 of 6 frames/)
  assert.match(stdout, /2 frames could not be read: 2\.png, 4\.png/)
  assert.match(stdout, /2\.png: .*AS_IMAGE_BROKEN/)
  const { targets } = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8'))
  assert.equal(targets.length, 1)
  assert.equal(targets[0].sightings, 4)
  assert.match(readFileSync(join(out, 'run.log'), 'utf8'), /warn +video_input\/0.*2\.png cannot be read/)
})

test('a flight of broken images only is an error that names the first', async () => {
  const folder = await makeThermalFolder(join(root, 'all-broken'), { frames: 3 })
  for (const name of ['0.png', '1.png', '2.png']) truncateSync(join(folder, 'images', name), 100)
  const out = join(root, 'all-broken-out')
  assertRefused(
    await runProgram(['--input', folder, '--out', out]),
    1,
    'AS_FRAMES_BROKEN',
    /none of its 3 frames.*0\.png/,
  )
})

test('telemetry of another time is an error that names the log and both spans', async () => {
  const folder = await makeThermalFolder(join(root, 'other-time'), { frames: 3, clockAheadS: 3600 })
  assertRefused(
    await runProgram(['--input', folder]),
    1,
    join(folder, 'log', 'GPSReceivedLog.log'),
    'do not overlap the frames from 2021-03-09T14:03:21',
    'AS_TELEMETRY_OVERLAP',
  )
})

test('telemetry that begins after the last frame, within the margin, is the same error', async () => {
  const folder = await makeThermalFolder(join(root, 'late'), { frames: 3, clockAheadS: 2 })
  const out = join(root, 'late-out')
  assertRefused(await runProgram(['--input', folder, '--out', out]), 1, folder, 'AS_TELEMETRY_OVERLAP')
})

test('frames outside the telemetry are left out and counted', async () => {
  const folder = await makeThermalFolder(join(root, 'half'), { frames: 8, clockAheadS: 1.5 })
  const out = join(root, 'half-out')
  const { code, stdout, stderr } = await runProgram(['--input', folder, '--out', out])
  assert.equal(code, 0, stderr)
  assert.match(stdout, /6 of 8 frames/)
  assert.match(stdout, /2 frames lie before or after all telemetry/)
})

test('a table and a log with a line of another kind are named with the line', async () => {
  const folder = await makeThermalFolder(join(root, 'bad-line'), { frames: 2 })
  writeFileSync(join(folder, 'log', 'GPSReceivedLog.log'), 'something else\n')
  assertRefused(await runProgram(['--input', folder]), 1, 'GPSReceivedLog.log:1')
})

test('an output folder that is a file is named', async () => {
  const out = join(root, 'a-file')
  writeFileSync(out, '')
  assertRefused(await runProgram(['--out', out, '--duration-s', '5']), 1, out, 'AS_OUTPUT', '--out')
})

test('unknown options, values and combinations are usage errors', async () => {
  const usages: readonly (readonly [readonly string[], string])[] = [
    [['--speed', '3'], '--speed'],
    [['folder'], 'folder'],
    [['--isolation', 'fibre'], 'inline, thread, process'],
    [['--replicas', '0'], '--replicas'],
    [['--seed', 'x'], '--seed'],
    [['--duration-s', '-1'], '--duration-s'],
    [['--input', root, '--seed', '2'], '--seed'],
    [['--turned', 'a'], '--turned'],
  ]
  for (const [args, text] of usages) assertRefused(await runProgram(args), 2, text, '--help')
})

test('--help tells all options and starts nothing', async () => {
  const { code, stdout } = await runProgram(['--help'])
  assert.equal(code, 0)
  for (const option of ['--input', '--out', '--isolation', '--replicas', '--seed', '--turned']) {
    assert.ok(stdout.includes(option))
  }
  assert.ok(!existsSync(join(root, 'runs')))
})
