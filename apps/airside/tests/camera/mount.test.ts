import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CameraMount, cameraPose, nadirMount, requireMount } from '../../src/camera/mount.ts'
import { rotate } from '../../src/geometry/rotation.ts'
import { withVectors } from '../reference-vectors.ts'

withVectors('camera_extrinsics_create', (vectors) => {
  for (const { position_xyz, ypr, ok } of vectors.cases) {
    test(`camera_extrinsics_create: position [${position_xyz}], yaw pitch roll [${ypr}]`, () => {
      const attitude = { yawRad: ypr[0], pitchRad: ypr[1], rollRad: ypr[2] }
      const create = () => requireMount({ positionM: position_xyz, attitude, reference: 'body' })
      if (ok) create()
      else assert.throws(create, { code: 'AS_ANGLE_RANGE' })
    })
  }
})

const drone = { northM: 10, eastM: 20, downM: -30, yawRad: 0.5, pitchRad: 0.1, rollRad: -0.2 }

/** Where the optical axis and the downward edge of the image point. */
function axesOf(mount: CameraMount) {
  const { rotation } = cameraPose(drone, mount)
  return { forward: rotate(rotation, [1, 0, 0]), imageDown: rotate(rotation, [0, 0, 1]) }
}

test('a camera on the airframe tilts with it, one on a gimbal looks straight down', () => {
  assert.ok(axesOf(nadirMount).forward[2] < 0.999)
  assert.ok(axesOf({ ...nadirMount, reference: 'heading' }).forward[2] > 1 - 1e-12)
  assert.ok(axesOf({ ...nadirMount, reference: 'north' }).forward[2] > 1 - 1e-12)
})

test('the top of a nadir image points along the heading, or to north for angles measured from north', () => {
  const byHeading = axesOf({ ...nadirMount, reference: 'heading' }).imageDown
  assert.ok(Math.abs(Math.atan2(-byHeading[1], -byHeading[0]) - drone.yawRad) < 1e-12)
  const byNorth = axesOf({ ...nadirMount, reference: 'north' }).imageDown
  assert.ok(Math.abs(Math.atan2(-byNorth[1], -byNorth[0])) < 1e-12)
})

test('the offset of the camera turns with the airframe', () => {
  const level = { ...drone, yawRad: Math.PI / 2, pitchRad: 0, rollRad: 0 }
  const { positionM } = cameraPose(level, { ...nadirMount, positionM: [1, 0, 0.5] })
  assert.deepEqual(
    positionM.map((value) => Math.round(value * 1e9) / 1e9),
    [10, 21, -29.5],
  )
})

test('gimbal angles of a frame take the place of those of the mount', () => {
  const gimbal = { yawRad: -2, pitchRad: -1, rollRad: 0 }
  const given = cameraPose(drone, { ...nadirMount, reference: 'north' }, gimbal)
  assert.deepEqual(given, cameraPose(drone, { ...nadirMount, reference: 'north', attitude: gimbal }))
})
