import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import sharp from 'sharp'
import { requiresShared, sharedPath } from '../../../../tests/support/requires.ts'
import { AirsideError } from '../../src/airside-error.ts'
import { readCsvTable } from '../../src/inputs/csv-table.ts'
import { readGpsReceivedLog } from '../../src/inputs/gps-received-log.ts'
import { ThermalFolder } from '../../src/inputs/thermal-folder.ts'

const root = mkdtempSync(join(tmpdir(), 'airside-thermal-'))
after(() => rmSync(root, { recursive: true }))

const LOG = [
  '2021-03-09 15:03:06,028 DEBUG 483360693 143262938 2950 177 5 1615298586.028587 Old WayPoint',
  '2021-03-09 15:03:06,145 DEBUG 483360694 143262925 2950 177 4 1615298586.145872 New WayPoint',
  '2021-03-09 15:03:06,212 DEBUG 483360694 143262925 2950 -1 4 1615298586.300000 New WayPoint',
  '2021-03-09 15:03:06,319 DEBUG 483360697 143262914 0 178 4 1615298586.419651 New WayPoint',
]
const FRAMES = ['image,frame_unix_time_s', 'images/10.png,1615298586.3', 'images/9.png,1615298586.2', 'images/8.png,1']

async function folderWith(name: string, frames: readonly string[], log: readonly string[]): Promise<string> {
  const folder = join(root, name)
  for (const part of ['images', 'derived', 'log']) mkdirSync(join(folder, part), { recursive: true })
  const noise = Buffer.from(Array.from({ length: 64 * 48 * 3 }, (_, index) => (index * 7919) % 251))
  for (const image of ['9.png', '10.png']) {
    await sharp(noise, { raw: { width: 64, height: 48, channels: 3 } }).toFile(join(folder, 'images', image))
  }
  writeFileSync(join(folder, 'derived', 'frames.csv'), frames.join('\n'))
  writeFileSync(join(folder, 'log', 'GPSReceivedLog.log'), log.join('\n'))
  return folder
}

function isError(code: string, place: string | RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof AirsideError, String(error))
    assert.equal(error.code, code)
    assert.match(error.place, place instanceof RegExp ? place : new RegExp(`${place}$`))
    return true
  }
}

test('frames are those whose image is there, in order of time, with the size of the file', async () => {
  const thermal = new ThermalFolder(await folderWith('whole', FRAMES, LOG))
  assert.deepEqual(
    thermal.frames.map(({ index, name, widthPx, heightPx }) => ({ index, name, widthPx, heightPx })),
    [
      { index: 0, name: '9.png', widthPx: 64, heightPx: 48 },
      { index: 1, name: '10.png', widthPx: 64, heightPx: 48 },
    ],
  )
  const rgb = new Uint8Array(64 * 48 * 3)
  const grey = new Uint8Array(64 * 48)
  await thermal.readInto(1, rgb, 'rgb8')
  await thermal.readInto(1, grey)
  assert.deepEqual([...rgb.subarray(0, 3)], [0, 7919 % 251, 15838 % 251])
  assert.equal(grey[0], (150 * (7919 % 251) + 29 * (15838 % 251)) >> 8)
})

test('telemetry rows parse; repeated positions and rows without a heading are counted and left out', async () => {
  const folder = await folderWith('rows', FRAMES, LOG)
  const log = readGpsReceivedLog(join(folder, 'log', 'GPSReceivedLog.log'))
  assert.equal(log.repeatedCount, 1)
  assert.equal(log.unusableCount, 1)
  assert.deepEqual(
    log.rows.map((row) => [row.timeUs, row.latitudeDeg, row.longitudeDeg, row.heightM]),
    [
      [1615298586145872, 48.3360694, 14.3262925, 29.5],
      [1615298586419651, 48.3360697, 14.3262914, 0],
    ],
  )
  assert.ok(Math.abs(log.rows[0]!.yawRad - (177 * Math.PI) / 180) < 1e-12)
})

test('a missing folder and an empty one are named', async () => {
  assert.throws(() => new ThermalFolder(join(root, 'nowhere')), isError('AS_FOLDER_MISSING', 'nowhere'))
  const folder = await folderWith('no-images', FRAMES, LOG)
  rmSync(join(folder, 'images', '9.png'))
  rmSync(join(folder, 'images', '10.png'))
  assert.throws(() => new ThermalFolder(folder), isError('AS_FOLDER_EMPTY', 'images'))
})

test('an image that was cut short is named, and reading it does not hang', async () => {
  const folder = await folderWith('cut', FRAMES, LOG)
  const path = join(folder, 'images', '9.png')
  truncateSync(path, Math.floor(statSync(path).size / 2))
  const thermal = new ThermalFolder(folder)
  await assert.rejects(thermal.readInto(0, new Uint8Array(64 * 48)), isError('AS_IMAGE_BROKEN', '9.png'))
  await thermal.readInto(1, new Uint8Array(64 * 48))
  truncateSync(path, 5)
  await assert.rejects(
    new ThermalFolder(folder).readInto(0, new Uint8Array(640 * 480)),
    isError('AS_IMAGE_BROKEN', '9.png'),
  )
})

test('a buffer that is too small is refused before decoding', async () => {
  const thermal = new ThermalFolder(await folderWith('buffer', FRAMES, LOG))
  await assert.rejects(thermal.readInto(0, new Uint8Array(9)), isError('AS_BUFFER_TOO_SMALL', '9.png'))
})

test('a table without its columns, and a value that is no number, are named with their line', async () => {
  const renamed = ['image,time', ...FRAMES.slice(1)]
  const folder = await folderWith('columns', renamed, LOG)
  assert.throws(() => new ThermalFolder(folder), isError('AS_TABLE_COLUMN', 'frames.csv:1'))
  const wrong = await folderWith('value', [FRAMES[0]!, 'images/9.png,soon'], LOG)
  assert.throws(() => new ThermalFolder(wrong), isError('AS_TABLE_VALUE', 'frames.csv:2'))
  const log = await folderWith('log', FRAMES, [LOG[1]!, 'latitude 48.3'])
  assert.throws(() => new ThermalFolder(log), isError('AS_TABLE_COLUMN', 'GPSReceivedLog.log:2'))
})

test('telemetry of another flight is refused with both spans of time', async () => {
  const folder = await folderWith('other', [FRAMES[0]!, 'images/9.png,1700000000'], LOG)
  assert.throws(
    () => new ThermalFolder(folder),
    (error: unknown) => {
      isError('AS_TELEMETRY_OVERLAP', 'GPSReceivedLog.log')(error)
      assert.match(String(error), /2021-03-09T14:03:06.*2023-11-14/)
      return true
    },
  )
})

const openField = {
  folder: sharedPath('data/aos-open-field-thermal'),
  skip: requiresShared('data/aos-open-field-thermal'),
}
test('the raw log, interpolated, gives the positions of the joined table', { skip: openField.skip }, () => {
  const thermal = new ThermalFolder(openField.folder)
  assert.equal(thermal.frames.length, 38)
  const table = join(openField.folder, 'derived', 'frames.csv')
  const columns = ['image', 'frame_unix_time_s', 'latitude_deg', 'longitude_deg', 'relative_altitude_m']
  const joined = new Map(readCsvTable(table, columns, '').map((row) => [row.text('image'), row]))
  for (const frame of thermal.frames) {
    const row = joined.get(`images/${frame.name}`)!
    const next = thermal.telemetry.findIndex((each) => each.timeUs > frame.timeUs)
    const [before, after] = [thermal.telemetry[next - 1]!, thermal.telemetry[next]!]
    const part = (frame.timeUs - before.timeUs) / (after.timeUs - before.timeUs)
    const at = (key: 'latitudeDeg' | 'longitudeDeg' | 'heightM') => before[key] + (after[key] - before[key]) * part
    assert.ok(Math.abs(at('latitudeDeg') - row.number('latitude_deg')) < 1e-9, frame.name)
    assert.ok(Math.abs(at('longitudeDeg') - row.number('longitude_deg')) < 1e-9, frame.name)
    assert.ok(Math.abs(at('heightM') - row.number('relative_altitude_m')) < 1e-3, frame.name)
  }
})

test('the person is warm in frame 50 where the picture shows it', { skip: openField.skip }, async () => {
  const thermal = new ThermalFolder(openField.folder)
  const index = thermal.frames.findIndex((frame) => frame.name === '50.png')
  const grey = new Uint8Array(640 * 480)
  await thermal.readInto(index, grey)
  assert.ok(grey[278 * 640 + 352]! > 150)
  assert.ok(grey[350 * 640 + 352]! < 80)
})
