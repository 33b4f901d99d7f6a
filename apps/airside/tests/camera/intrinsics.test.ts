import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  intrinsicsFromCalibration,
  intrinsicsFromFieldOfView,
  pixelOfRay,
  rayThroughPixel,
  scaledVectorOfPixel,
  unitRayThroughPixel,
} from '../../src/camera/intrinsics.ts'
import { requireVector3 } from '../../src/geometry/vector3.ts'
import { almostEqual, withVectors } from '../reference-vectors.ts'

withVectors('camera_intrinsics_create', (vectors) => {
  for (const { in: given, ok } of vectors.cases) {
    test(`camera_intrinsics_create: [${given}] is ${ok ? 'taken' : 'refused'}`, () => {
      const create = () => intrinsicsFromFieldOfView(given[0], given[1], given[2], given[3])
      if (ok) create()
      else assert.throws(create, { code: 'AS_CAMERA_INTRINSICS' })
    })
  }
})

withVectors('pixel_to_scaled_vector', (vectors) => {
  for (const { pixel, resolution, base, ok, out } of vectors.cases) {
    test(`pixel_to_scaled_vector: pixel ${pixel} of ${resolution} along [${base}]`, () => {
      const run = () => scaledVectorOfPixel(pixel, resolution, requireVector3(base, 'base'))
      if (!ok) {
        assert.throws(run, { name: 'AirsideError' })
        return
      }
      for (const [axis, value] of run().entries()) assert.ok(almostEqual(value, out[axis]))
    })
  }
})

withVectors('image_to_camera_space', (vectors) => {
  const cases = vectors.cases.map((one: object) => ({ ok: true, intrinsics: vectors.intrinsics, ...one }))
  const derived = vectors.derived_config_intrinsics.map((one: object) => ({ ok: true, ...one }))
  for (const { intrinsics, pixel, ok, out } of [...cases, ...derived]) {
    test(`image_to_camera_space: pixel [${pixel}] of [${intrinsics}]`, () => {
      const camera = intrinsicsFromFieldOfView(intrinsics[0], intrinsics[1], intrinsics[2], intrinsics[3])
      const run = () => rayThroughPixel(camera, pixel[0], pixel[1])
      if (!ok) {
        assert.throws(run, { code: 'AS_CAMERA_PIXEL' })
        return
      }
      for (const [axis, value] of run().entries()) {
        assert.ok(almostEqual(value, out[axis]), `axis ${axis}: ${value} is not ${out[axis]}`)
      }
    })
  }
})

const thermal = intrinsicsFromCalibration({
  widthPx: 640,
  heightPx: 480,
  fx: 417.8933,
  fy: 526.2962,
  cx: 344.4168,
  cy: 206.0617,
  k1: -0.2536,
  k2: 0.0649,
})

test('the middle of the pixel at the principal point looks along the optical axis', () => {
  assert.deepEqual(rayThroughPixel(thermal, 344.4168 + 0.5, 206.0617 + 0.5), [1, 0, 0])
})

test('a pixel undistorted and distorted again is the same pixel, up to the corners', () => {
  const strong = intrinsicsFromCalibration({
    ...thermal,
    fx: 500,
    fy: 500,
    cx: 320,
    cy: 240,
    k1: -0.2,
    p1: 2e-3,
    p2: -1e-3,
  })
  for (const camera of [thermal, strong]) {
    for (let xPx = 1; xPx < 640; xPx += 58) {
      for (let yPx = 1; yPx < 480; yPx += 53) {
        const back = pixelOfRay(camera, rayThroughPixel(camera, xPx, yPx)) ?? { xPx: Number.NaN, yPx: Number.NaN }
        assert.ok(
          Math.hypot(back.xPx - xPx, back.yPx - yPx) < 1e-6,
          `pixel ${xPx},${yPx} came back as ${back.xPx},${back.yPx}`,
        )
      }
    }
  }
})

test('a pixel beyond the fold of the lens model is refused and not mirrored', () => {
  const folding = intrinsicsFromCalibration({ ...thermal, fx: 200, fy: 200, cx: 320, cy: 240, k1: -0.4 })
  assert.throws(() => rayThroughPixel(folding, 0, 0), { code: 'AS_CAMERA_PIXEL', place: 'camera.distortion' })
})

test('a unit ray has length 1', () => {
  assert.ok(Math.abs(Math.hypot(...unitRayThroughPixel(thermal, 0, 0)) - 1) < 1e-15)
})
