import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { requires } from '../../../../tests/support/requires.ts'
import { mapData } from '../../src/outputs/map/map-data.ts'
import { mapPage } from '../../src/outputs/map/page.ts'
import { exampleReport } from './example-report.ts'

const root = mkdtempSync(join(tmpdir(), 'airside-map-'))
after(() => rmSync(root, { recursive: true }))
const page = mapPage(exampleReport)

test('the page needs no network: no address, no import, and a policy that forbids both', () => {
  assert.doesNotMatch(page, /https?:/i)
  assert.doesNotMatch(page, /\b(src|href)=["'](?!data:)/)
  assert.doesNotMatch(page, /@import|url\((?!data:)/)
  assert.doesNotMatch(page, /^\s*(import|export) /m)
  assert.match(page, /Content-Security-Policy" content="default-src 'none'/)
})

test('text from data is never markup', () => {
  assert.equal(page.match(/<\/script>/g)?.length, 2)
  assert.doesNotMatch(page, /<b>'1'<\/b>|<spot>/)
  const json = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)![1]!
  assert.deepEqual(JSON.parse(json), mapData(exampleReport))
  assert.equal(JSON.parse(json).title, exampleReport.title)
})

test('all parts are in the page and its script is valid', () => {
  const script = /<script type="module">(.*?)<\/script>/s.exec(page)![1]!
  new Function(script)
  assert.doesNotMatch(page, /%TITLE%|<style><\/style>|id="data"><\/script>/)
})

test('data are seconds from the start, and metres east and north', () => {
  const data = mapData(exampleReport)
  assert.deepEqual(data.track[1], [0.1, 0.3, 0.8, 30.1, 20.6])
  assert.equal(data.durationS, 1.9)
  assert.deepEqual(data.frames[0]!.ring, [
    [-15, 10],
    [15, 10],
    [15, -10],
    [-15, -10],
  ])
  assert.equal(data.targets[0]!.fromS, 0.05)
})

test('a flight without track, frames and targets is a page too', () => {
  const empty = { title: '', home: exampleReport.home, track: [], footprints: [], sightings: [], targets: [] }
  assert.equal(mapData(empty).durationS, 0)
  assert.match(mapPage(empty), /<title><\/title>/)
})

test('a browser draws it from a file without an error', { skip: requires('chromium') }, async () => {
  const path = join(root, 'map.html')
  // The dumped page shows what the scripts made; an error in them is put where it can be seen.
  const catching =
    '<script>addEventListener("error", (event) => { document.title = "failed: " + event.message })</script>'
  writeFileSync(path, page.replace('<body>', `<body>${catching}`))
  const options = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${join(root, 'profile')}`]
  const { stdout } = await promisify(execFile)(
    'chromium',
    [...options, '--virtual-time-budget=1000', '--dump-dom', `file://${path}`],
    { timeout: 45_000, maxBuffer: 1 << 24 },
  )
  assert.doesNotMatch(stdout, /<title>failed.*/)
  assert.match(stdout, /<li class="card">/)
  assert.match(stdout, /class="target"/)
  assert.match(stdout, /1 of 1/)
  assert.match(stdout, /<image href="data:image\/png/)
  assert.equal(stdout.match(/<line /g)?.length, 19)
})
