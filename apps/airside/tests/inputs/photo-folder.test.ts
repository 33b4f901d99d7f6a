import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import sharp from 'sharp'
import { requiresShared, sharedPath } from '../../../../tests/support/requires.ts'
import { AirsideError } from '../../src/airside-error.ts'
import { PhotoFolder } from '../../src/inputs/photo-folder.ts'

const root = mkdtempSync(join(tmpdir(), 'airside-photos-'))
after(() => rmSync(root, { recursive: true }))

const beach = { folder: sharedPath('data/brighton-beach'), skip: requiresShared('data/brighton-beach') }

test('0026 is found to be turned by what it shows, and no other photo is', { skip: beach.skip }, async () => {
  const { photos } = await PhotoFolder.open(beach.folder)
  assert.deepEqual(
    photos.filter((photo) => photo.turned).map((photo) => photo.frame.name),
    ['DJI_0026.JPG'],
  )
  for (const { frame, verdict, turned } of photos) {
    const margin = verdict!.agreementTurned - verdict!.agreementStored
    assert.ok(turned ? margin > 0.2 : margin < -0.2, `${frame.name}: ${margin}`)
  }
  const turned = photos.find((photo) => photo.turned)!
  assert.match(turned.metadata.editedBy!, /Windows Photo Viewer/)
  assert.ok(Math.abs(Math.abs(turned.gimbal.rollRad) - Math.PI) < 1e-9)
})

test('time, place, height, angles and lens are read from EXIF and XMP', { skip: beach.skip }, async () => {
  const { photos, telemetry, frames } = await PhotoFolder.open(beach.folder, { turned: [] })
  const { metadata, camera } = photos[0]!
  assert.equal(metadata.name, 'DJI_0023.JPG')
  assert.equal(metadata.timeUs, Date.UTC(2016, 5, 23, 16, 32, 34) * 1000)
  assert.equal(metadata.timeResolutionUs, 1_000_000)
  assert.ok(Math.abs(metadata.latitudeDeg - 46.8430380555556) < 1e-10)
  assert.ok(Math.abs(metadata.longitudeDeg + 91.9939230555556) < 1e-10)
  assert.equal(metadata.heightM, 40)
  assert.ok(Math.abs(metadata.gimbal.yawRad - (43.8 * Math.PI) / 180) < 1e-9)
  assert.ok(Math.abs(metadata.flight.rollRad - (1.7 * Math.PI) / 180) < 1e-9)
  assert.ok(Math.abs(metadata.focalPx - 2286) < 1)
  assert.equal(metadata.editedBy, undefined)
  assert.deepEqual([camera.widthPx, camera.heightPx], [1000, 563])
  assert.equal(telemetry.length, frames.length)
  assert.equal(telemetry[3]!.timeUs, frames[3]!.timeUs)
})

test('photos can be told to be turned, by name without extension', { skip: beach.skip }, async () => {
  const { photos } = await PhotoFolder.open(beach.folder, { turned: ['dji_0026'] })
  assert.deepEqual(
    photos.filter((photo) => photo.turned).map((photo) => photo.frame.name),
    ['DJI_0026.JPG'],
  )
  await assert.rejects(PhotoFolder.open(beach.folder, { turned: ['DJI_9999'] }), (error: unknown) => {
    return error instanceof AirsideError && error.code === 'AS_PHOTO_TURNED' && /DJI_9999/.test(error.message)
  })
})

test('a photo is read at its reduced size', { skip: beach.skip }, async () => {
  const folder = await PhotoFolder.open(beach.folder, { turned: [], reducedWidthPx: 400 })
  const pixels = new Uint8Array(400 * 225 * 3)
  const frame = await folder.readInto(2, pixels)
  assert.deepEqual([frame.widthPx, frame.heightPx], [400, 225])
  assert.ok(pixels.some((value) => value > 100))
})

test('a folder without photos, a photo without metadata and a file that is none are named', async () => {
  await assert.rejects(PhotoFolder.open(root), (error: unknown) => {
    return error instanceof AirsideError && error.code === 'AS_FOLDER_EMPTY' && error.place === root
  })
  const folder = join(root, 'plain')
  mkdirSync(folder)
  await sharp({ create: { width: 40, height: 30, channels: 3, background: 'grey' } }).toFile(join(folder, 'plain.jpg'))
  await assert.rejects(PhotoFolder.open(folder), (error: unknown) => {
    assert.ok(error instanceof AirsideError)
    assert.equal(error.code, 'AS_PHOTO_METADATA')
    assert.match(error.message, /plain\.jpg.*DateTimeOriginal.*RelativeAltitude.*GimbalYawDegree/s)
    return true
  })
})
