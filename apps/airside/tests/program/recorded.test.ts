import assert from 'node:assert/strict'
import { cpSync, readFileSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { requiresShared, sharedPath } from '../../../../tests/support/requires.ts'
import { runProgram, temporaryFolder } from './run-program.ts'

const root = temporaryFolder()
const thermal = {
  folder: sharedPath('data/aos-open-field-thermal'),
  skip: requiresShared('data/aos-open-field-thermal'),
}
const photos = { folder: sharedPath('data/brighton-beach'), skip: requiresShared('data/brighton-beach') }

async function fly(name: string, args: readonly string[]) {
  const out = join(root, name)
  const end = await runProgram(['--out', out, ...args])
  assert.equal(end.code, 0, end.stderr)
  return { ...end, read: (file: string) => readFileSync(join(out, file), 'utf8') }
}

test('the thermal flight has one target, the person', { skip: thermal.skip }, async (context) => {
  const { stdout, read } = await fly('thermal', ['--input', thermal.folder])
  const { targets, score } = JSON.parse(read('result.json'))
  assert.equal(score, undefined)
  assert.equal(targets.length, 1)
  const [person] = targets
  context.diagnostic(
    `${person.latitude} ${person.longitude}, ${person.sightings} sightings, spread ${person.spreadM} m`,
  )
  assert.equal(person.sightings, 27)
  assert.ok(person.spreadM < 1)
  // The mean of all sightings by a careful projection of others, to 1.2 m.
  const northM = (person.latitude - 48.3356) * 111_200
  const eastM = (person.longitude - 14.3263) * 74_100
  assert.ok(Math.hypot(northM, eastM) < 3, `${northM} ${eastM}`)
  assert.match(stdout, /3 height-zero/)
  assert.match(read('run.log'), /telemetry at 2021-03-09T14:03:18\.\d+Z not used as it is: height-zero/)
  assert.match(read('map.html'), /data:image\/jpeg/)
})

test('a row whose height is wrong does not move the person', { skip: thermal.skip }, async () => {
  const { read } = await fly('thermal-again', ['--input', thermal.folder, '--isolation', 'inline'])
  for (const line of read('sightings.csv').trim().split('\n').slice(1)) {
    const [, , , latitude, longitude] = line.split(',').map(Number)
    const [person] = JSON.parse(read('result.json')).targets
    const northM = (latitude! - person.latitude) * 111_200
    const eastM = (longitude! - person.longitude) * 74_100
    assert.ok(Math.hypot(northM, eastM) < 1.5, line)
  }
})

test('photos become a map, and 0026 is found to be turned', { skip: photos.skip }, async () => {
  const { stdout, read } = await fly('photos', ['--input', photos.folder])
  assert.match(stdout, /DJI_0026\.JPG: found to be turned by 180°/)
  assert.doesNotMatch(stdout, /DJI_00(23|3\d)\.JPG: /)
  assert.deepEqual(JSON.parse(read('result.json')), { targets: [] })
  const data = JSON.parse(/id="data">(.*?)<\/script>/s.exec(read('map.html'))![1]!)
  assert.equal(data.frames.length, 8)
  assert.ok(
    data.frames.every((frame: { picture?: string; ring: unknown[] }) => frame.picture && frame.ring.length === 4),
  )
})

test('photos are turned as told, also where none is', { skip: photos.skip }, async () => {
  const told = await fly('told', ['--input', photos.folder, '--turned', 'DJI_0026', '--isolation', 'inline'])
  assert.match(told.stdout, /DJI_0026\.JPG: turned by 180°, as told/)
  const none = await fly('none', ['--input', photos.folder, '--turned', 'none', '--isolation', 'inline'])
  assert.doesNotMatch(none.stdout, /turned/)
  const { code, stderr } = await runProgram(['--input', photos.folder, '--turned', 'DJI_9999'])
  assert.equal(code, 1)
  assert.match(stderr, /no photo 'DJI_9999'.*AS_PHOTO_TURNED/)
})

test('a photo that was cut short is named and keeps its place on the map', { skip: photos.skip }, async () => {
  const folder = join(root, 'cut')
  cpSync(photos.folder, folder, { recursive: true })
  const path = join(folder, 'DJI_0031.JPG')
  truncateSync(path, Math.floor(statSync(path).size / 2))
  truncateSync(join(folder, 'DJI_0033.JPG'), 10)
  const { stdout, read } = await fly('cut-out', ['--input', folder, '--isolation', 'inline'])
  assert.match(stdout, /7 of 7 frames/)
  assert.match(stdout, /DJI_0033\.JPG is left out: .*AS_IMAGE_BROKEN/)
  assert.match(stdout, /1 frame could not be read: DJI_0031\.JPG/)
  const data = JSON.parse(/id="data">(.*?)<\/script>/s.exec(read('map.html'))![1]!)
  assert.equal(data.frames.length, 7)
})
