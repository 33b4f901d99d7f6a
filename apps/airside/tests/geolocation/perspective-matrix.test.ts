import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cameraPose } from '../../src/camera/mount.ts'
import { groundIntersection } from '../../src/geolocation/ground-intersection.ts'
import { groundPointThroughMatrix, perspectiveMatrix } from '../../src/geolocation/perspective-matrix.ts'
import type { Matrix3 } from '../../src/geometry/rotation.ts'
import { almostEqual, withVectors } from '../reference-vectors.ts'
import { locatorOf, poseOf } from './locators.ts'

withVectors('ground_intersection', (vectors) => {
  for (const { camera, dir, ok, out, why = '' } of vectors.cases) {
    test(`ground_intersection: camera [${camera}] direction [${dir}] ${why}`, () => {
      const run = () => groundIntersection(camera, dir)
      if (!ok) {
        assert.throws(run, { name: 'AirsideError' })
        return
      }
      assert.ok(almostEqual(run().northM, out[0], 4) && almostEqual(run().eastM, out[1], 4))
    })
  }
})

withVectors('perspective_transform', (vectors) => {
  for (const { name, locator, drone_ned, drone_ypr, ok, points, matrix } of vectors.cases) {
    test(`perspective_transform: ${name}`, () => {
      const { camera, mount } = locatorOf(locator)
      const build = () => perspectiveMatrix(camera, cameraPose(poseOf(drone_ned, drone_ypr), mount))
      if (!ok) {
        assert.throws(build, { name: 'AirsideError' })
        return
      }
      for (const { pixel, ground } of points) {
        const { northM, eastM } = groundPointThroughMatrix(build(), pixel[0], pixel[1])
        assert.ok(almostEqual(northM, ground[0], 4) && almostEqual(eastM, ground[1], 4), `${northM}, ${eastM}`)
      }
      for (const [index, expected] of (matrix ?? []).flat().entries()) {
        assert.ok(almostEqual(build().flat()[index] as number, expected, 4), `element ${index}`)
      }
    })
  }
})

withVectors('convert_detection_to_world', (vectors) => {
  const given = vectors.cases.map((one: object) => ({ matrix: vectors.matrix, ...one }))
  for (const { matrix, bounds, vertices, centre } of [...given, ...vectors.derived]) {
    test(`convert_detection_to_world: bounds [${bounds}] through [${matrix.flat()}]`, () => {
      const [x1, y1, x2, y2] = bounds
      const pixels = [
        [x1, y1],
        [x2, y1],
        [x1, y2],
        [x2, y2],
        [(x1 + x2) / 2, (y1 + y2) / 2],
      ]
      for (const [index, expected] of [...vertices, centre].entries()) {
        const [x, y] = pixels[index] as number[]
        const { northM, eastM } = groundPointThroughMatrix(matrix, x as number, y as number)
        assert.ok(almostEqual(northM, expected[0]) && almostEqual(eastM, expected[1]), `${northM}, ${eastM}`)
      }
    })
  }
})

test('a matrix that was never normalised is refused', () => {
  const matrix: Matrix3 = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 2],
  ]
  assert.throws(() => groundPointThroughMatrix(matrix, 1, 1), { code: 'AS_GEOLOCATION_MATRIX', place: 'matrix[2][2]' })
})

test('a pixel on the horizon of a matrix is refused', () => {
  const matrix: Matrix3 = [
    [1, 0, 0],
    [0, 1, 0],
    [-1, 0, 1],
  ]
  assert.throws(() => groundPointThroughMatrix(matrix, 1, 1), { code: 'AS_GEOLOCATION_MATRIX', place: 'pixel' })
})
