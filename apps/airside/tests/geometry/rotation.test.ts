import assert from 'node:assert/strict'
import { test } from 'node:test'
import { requireMatrix3, rotate, rotationFromAttitude } from '../../src/geometry/rotation.ts'
import { requireVector3 } from '../../src/geometry/vector3.ts'
import { almostEqual, withVectors } from '../reference-vectors.ts'

withVectors('rotation_matrix', (vectors) => {
  for (const { name, ypr, ok, matrix } of vectors.cases) {
    test(`rotation_matrix: ${name} ${JSON.stringify(ypr)}`, () => {
      const build = () => rotationFromAttitude({ yawRad: ypr[0], pitchRad: ypr[1], rollRad: ypr[2] })
      if (!ok) {
        assert.throws(build, { code: 'AS_ANGLE_RANGE' })
        return
      }
      for (const [row, expected] of matrix.flat().entries()) {
        const actual = build().flat()[row] as number
        assert.ok(almostEqual(actual, expected), `element ${row}: ${actual} is not ${expected}`)
      }
    })
  }
})

withVectors('shape_checks', (vectors) => {
  const filled = (shape: number[]): unknown =>
    shape.length === 0 ? 1 : Array.from({ length: shape[0] as number }, () => filled(shape.slice(1)))
  for (const [name, check] of [
    ['vector_r3', requireVector3],
    ['matrix_3x3', requireMatrix3],
  ] as const) {
    for (const { shape, ok } of vectors[name]) {
      test(`shape_checks: ${name} of shape [${shape}] is ${ok ? 'taken' : 'refused'}`, () => {
        const run = () => check(filled(shape), name)
        if (ok) run()
        else assert.throws(run, { code: 'AS_GEOMETRY_SHAPE' })
      })
    }
  }
})

test('a positive pitch lifts the nose', () => {
  const [, , down] = rotate(rotationFromAttitude({ yawRad: 0, pitchRad: 0.1, rollRad: 0 }), [1, 0, 0])
  assert.ok(down < 0)
})

test('an angle in degrees is refused by name', () => {
  assert.throws(() => rotationFromAttitude({ yawRad: 90, pitchRad: 0, rollRad: 0 }, 'drone'), /drone\.yawRad: value=90/)
})
