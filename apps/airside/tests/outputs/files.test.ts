import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { AirsideError } from '../../src/airside-error.ts'
import { resultJson } from '../../src/outputs/result-json.ts'
import { sightingsCsv } from '../../src/outputs/sightings-csv.ts'
import { targetsGeojson } from '../../src/outputs/targets-geojson.ts'
import { targetsKml } from '../../src/outputs/targets-kml.ts'
import { writeAtomically } from '../../src/outputs/write-atomically.ts'
import { writeOutputs } from '../../src/outputs/write-outputs.ts'
import { exampleReport } from './example-report.ts'

const root = mkdtempSync(join(tmpdir(), 'airside-outputs-'))
after(() => rmSync(root, { recursive: true }))

test('GeoJSON is a feature collection with longitude before latitude', () => {
  const collection = JSON.parse(targetsGeojson(exampleReport))
  assert.equal(collection.type, 'FeatureCollection')
  const [target, track] = collection.features
  assert.equal(target.geometry.type, 'Point')
  const [longitude, latitude] = target.geometry.coordinates
  // 5 m north of 47.5 and 2 m east of 8.25, by the lengths of a degree there: 111.18 km and 75.34 km.
  assert.ok(Math.abs(latitude - (47.5 + 5 / 111_180)) < 2e-7)
  assert.ok(Math.abs(longitude - (8.25 + 2 / 75_340)) < 2e-7)
  assert.deepEqual(target.properties.spreadM, 0.224)
  assert.equal(track.geometry.type, 'LineString')
  assert.equal(track.geometry.coordinates.length, 20)
})

test('GeoJSON of a flight without targets and track is valid and empty', () => {
  const empty = { ...exampleReport, targets: [], sightings: [], track: [] }
  assert.deepEqual(JSON.parse(targetsGeojson(empty)), { type: 'FeatureCollection', features: [] })
})

test('KML is well formed, escapes names and puts longitude first', () => {
  const kml = targetsKml(exampleReport)
  const open: string[] = []
  for (const [, closing, name, selfClosing] of kml.matchAll(/<(\/?)([A-Za-z]+)[^<>]*?(\/?)>/g)) {
    if (selfClosing) continue
    if (closing) assert.equal(open.pop(), name)
    else open.push(name!)
  }
  assert.deepEqual(open, [])
  assert.match(kml, /<name>Field &#60;\/script&#62;&#60;b&#62;&#39;1&#39;&#60;\/b&#62; &#38; &#34;2&#34;<\/name>/)
  assert.match(kml, /<coordinates>8\.25\d*,47\.5\d*,0<\/coordinates>/)
  assert.match(kml, /<altitudeMode>relativeToGround<\/altitudeMode><coordinates>8\.25,47\.5,30 /)
})

test('sightings are one line each, and no cell is a formula', () => {
  const lines = sightingsCsv(exampleReport).trimEnd().split('\n')
  assert.equal(lines.length, 3)
  assert.match(lines[0]!, /^frame,time_us,time_utc,latitude_deg,longitude_deg,/)
  assert.match(
    lines[1]!,
    /^frame-0000,1700000000050000,2023-11-14T22:13:20\.050Z,47\.50004\d\d,8\.25002\d\d,5\.100,2\.200,0\.700,1,1\.000,1$/,
  )
  assert.match(lines[2]!, /^"'=1\+1,""x""",/)
  assert.match(lines[2]!, /,$/)
})

test('result.json has fixed decimals, and a score only where the truth is known', () => {
  const result = JSON.parse(resultJson(exampleReport))
  assert.deepEqual(Object.keys(result.targets[0]), ['latitude', 'longitude', 'label', 'sightings', 'spreadM'])
  assert.equal(result.targets[0].spreadM, 0.224)
  assert.deepEqual(result.score, { planted: 1, found: 1, false: 0, meanErrorM: 0.123, maxErrorM: 0.2 })
  const { score, ...unknown } = exampleReport
  assert.ok(score)
  assert.deepEqual(Object.keys(JSON.parse(resultJson(unknown))), ['targets'])
})

test('a report is written whole, twice the same, with nothing beside it', () => {
  const [first, second] = [join(root, 'first', 'deep'), join(root, 'second')]
  const names = ['map.html', 'result.json', 'sightings.csv', 'targets.geojson', 'targets.kml']
  for (const folder of [first, second]) {
    writeOutputs(folder, exampleReport)
    assert.deepEqual(readdirSync(folder).sort(), names)
  }
  for (const name of names) assert.deepEqual(readFileSync(join(first, name)), readFileSync(join(second, name)))
})

test('a file that cannot be replaced is left as it was, and is named', () => {
  const folder = join(root, 'taken')
  mkdirSync(join(folder, 'result.json', 'inside'), { recursive: true })
  writeFileSync(join(folder, 'other'), 'kept')
  assert.throws(
    () => writeAtomically(join(folder, 'result.json'), 'new'),
    (error: unknown) =>
      error instanceof AirsideError && error.code === 'AS_OUTPUT' && /result\.json$/.test(error.place),
  )
  assert.deepEqual(readdirSync(folder).sort(), ['other', 'result.json'])
  assert.throws(() => writeAtomically(join(folder, 'other', 'x'), 'new'), AirsideError)
})

test('a number that is not finite and a picture from elsewhere are refused before anything is written', () => {
  const folder = join(root, 'refused')
  const isError = (place: string) => (error: unknown) =>
    error instanceof AirsideError && error.code === 'AS_REPORT' && error.place === place
  const [target] = exampleReport.targets
  const wrong = { ...exampleReport, targets: [{ ...target!, northM: Number.NaN }] }
  assert.throws(() => writeOutputs(folder, wrong), isError('report.targets[0].northM'))
  const remote = { ...exampleReport, targets: [{ ...target!, thumbnail: 'https://example.org/x.png' }] }
  assert.throws(() => writeOutputs(folder, remote), isError('report.targets[0].thumbnail'))
  assert.throws(() => readdirSync(folder))
})
