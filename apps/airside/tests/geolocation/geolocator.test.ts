import assert from 'node:assert/strict'
import { test } from 'node:test'
import { intrinsicsFromFieldOfView } from '../../src/camera/intrinsics.ts'
import { nadirMount } from '../../src/camera/mount.ts'
import { detectionFromBox } from '../../src/detection/detection.ts'
import { Geolocator, type LocatedFrame } from '../../src/geolocation/geolocator.ts'
import { defaultPoseUncertainty } from '../../src/geolocation/sighting-error.ts'
import { almostEqual, withVectors } from '../reference-vectors.ts'
import { locatorOf, poseOf } from './locators.ts'

interface Expected {
  readonly vertices: readonly (readonly [number, number])[]
  readonly centre: readonly [number, number]
  readonly label: number
  readonly confidence: number
}

interface Given {
  readonly bounds: [number, number, number, number]
  readonly label: number
  readonly confidence: number
}

function detectionsOf(given: readonly Given[]) {
  return given.map(({ bounds, label, confidence }) => detectionFromBox(bounds, label, confidence))
}

function assertSightings({ sightings, refused }: LocatedFrame, expected: readonly Expected[], decimals: number): void {
  assert.deepEqual(refused, [])
  assert.equal(sightings.length, expected.length)
  for (const [index, { vertices, centre, label, confidence }] of expected.entries()) {
    const sighting = sightings[index] as LocatedFrame['sightings'][number]
    assert.equal(sighting.label, label)
    assert.equal(sighting.confidence, confidence)
    for (const [corner, [north, east]] of [...vertices, centre].entries()) {
      const point = sighting.vertices[corner] ?? sighting
      assert.ok(
        almostEqual(point.northM, north, decimals) && almostEqual(point.eastM, east, decimals),
        `point ${corner}: ${point.northM}, ${point.eastM} is not ${north}, ${east}`,
      )
    }
  }
}

withVectors('geolocation_run', (vectors) => {
  for (const { name, locator, drone_ned, drone_ypr, detections, ok, out, tolerance } of vectors.cases) {
    test(`geolocation_run: ${name}`, () => {
      const located = new Geolocator(locatorOf(locator)).locate(detectionsOf(detections), poseOf(drone_ned, drone_ypr))
      if (ok) assertSightings(located, out, tolerance === 'decimal=7' ? 7 : 5)
      else assert.equal(located.refused.length, detections.length)
    })
  }
})

withVectors('geolocation_worker', () => {
  test('geolocation_worker: six merged inputs give six lists, none empty', () => {
    const geolocator = new Geolocator(locatorOf('basic'))
    const pose = poseOf([0, 0, -100], [0, -Math.PI / 2, 0])
    const lists = Array.from({ length: 6 }, () => geolocator.locate([detectionFromBox([0, 0, 2000, 2000], 1, 1)], pose))
    assert.equal(lists.filter(({ sightings }) => sightings.length === 1).length, 6)
  })
})

withVectors('rudimentary_geolocation', (vectors) => {
  for (const { name, locator, drone_ned, drone_ypr, detections, out } of vectors.cases) {
    test(`rudimentary_geolocation: ${name}`, () => {
      const { camera } = locatorOf(locator)
      const geolocator = new Geolocator({ camera, mount: { ...nadirMount, reference: 'north' } })
      assertSightings(geolocator.locate(detectionsOf(detections), poseOf(drone_ned, drone_ypr)), out, 7)
    })
  }
})

const camera = intrinsicsFromFieldOfView(640, 480, 1, 0.78)
const level = poseOf([0, 0, -30], [0, 0, 0])

test('a detection without a place is reported and the others of the frame are kept', () => {
  const mount = { ...nadirMount, attitude: { yawRad: 0, pitchRad: -0.2, rollRad: 0 } }
  const boxes = [detectionFromBox([300, 400, 320, 420], 1, 1), detectionFromBox([300, 10, 320, 30], 1, 1)]
  const { sightings, refused } = new Geolocator({ camera, mount }).locate(boxes, level)
  assert.equal(sightings.length, 1)
  assert.deepEqual(
    refused.map(({ index, code }) => [index, code]),
    [[1, 'AS_GEOLOCATION_RAY']],
  )
})

test('ground above home is nearer, so the same pixel is nearer too', () => {
  const box = [detectionFromBox([500, 230, 520, 250], 1, 1)]
  const [home] = new Geolocator({ camera, mount: nadirMount }).locate(box, level).sightings
  const [hill] = new Geolocator({ camera, mount: nadirMount, groundDownM: -15 }).locate(box, level).sightings
  assert.ok(Math.abs((home?.eastM ?? 0) / (hill?.eastM ?? 0) - 2) < 1e-9)
})

test('the sub-pixel centre is placed, not the middle of the box', () => {
  const box = { ...detectionFromBox([300, 230, 340, 250], 1, 1), centreX: 325 }
  const [sighting] = new Geolocator({ camera, mount: nadirMount }).locate([box], level).sightings
  assert.ok((sighting?.eastM ?? 0) > 0.2)
})

test('the error estimate agrees with the scatter of simulated errors', () => {
  const mount = { ...nadirMount, attitude: { yawRad: 0, pitchRad: -1, rollRad: 0 } }
  const geolocator = new Geolocator({ camera, mount })
  const at = (x: number, pose = level) => {
    const [sighting] = geolocator.locate(
      [{ ...detectionFromBox([300, 300, 340, 340], 1, 1), centreX: x }],
      pose,
    ).sightings
    return sighting as LocatedFrame['sightings'][number]
  }
  const truth = at(320)
  const { positionM, heightM, tiltRad, yawRad, pixelPx } = defaultPoseUncertainty
  // Each error alone, one deviation to one side; errors of independent origin add in squares.
  const shifts = [
    at(320, { ...level, downM: level.downM + heightM }),
    at(320, { ...level, pitchRad: tiltRad }),
    at(320, { ...level, rollRad: tiltRad }),
    at(320, { ...level, yawRad }),
    at(320 + pixelPx),
  ].map(({ northM, eastM }) => Math.hypot(northM - truth.northM, eastM - truth.eastM))
  const expectedM = Math.hypot(positionM, ...shifts)
  assert.ok(Math.abs(truth.errorM / expectedM - 1) < 0.25, `estimated ${truth.errorM}, simulated ${expectedM}`)
})

test('the footprint of a nadir frame has the corners in the order of a sighting', () => {
  const [topLeft, topRight, bottomLeft] = new Geolocator({ camera, mount: nadirMount }).footprint(level) ?? []
  assert.ok((topLeft?.northM ?? 0) > 0 && (topLeft?.eastM ?? 0) < 0)
  assert.ok((topRight?.eastM ?? 0) > 0)
  assert.ok((bottomLeft?.northM ?? 0) < 0)
})
