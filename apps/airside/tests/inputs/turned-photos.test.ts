import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GeneratedFlight } from '../../src/flight/generated-flight.ts'
import { GroundPicture } from '../../src/inputs/ground-agreement.ts'
import { findTurnedPhotos } from '../../src/inputs/turned-photos.ts'

const flight = new GeneratedFlight({ widthPx: 160, heightPx: 120, laneCount: 3, targetCount: 3 })

function pictures(turned: readonly number[]): GroundPicture[] {
  return Array.from({ length: 14 }, (_, number) => {
    const index = 2 * number
    const grey = new Uint8Array(160 * 120)
    const { timeUs } = flight.frameAt(index, grey)
    const { northM, eastM, downM, yawRad } = flight.poseAt(timeUs)
    return new GroundPicture({
      camera: flight.camera,
      gimbal: { yawRad, pitchRad: -Math.PI / 2, rollRad: 0 },
      northM,
      eastM,
      heightM: -downM,
      grey: turned.includes(number) ? grey.reverse() : grey,
    })
  })
}

test('pictures of one flight that fit each other are taken as they are', () => {
  assert.ok(findTurnedPhotos(pictures([])).every((verdict) => !verdict.turned))
})

test('turned pictures are found, one alone and three in a row', () => {
  for (const turned of [[4], [6, 7, 8]]) {
    const found = findTurnedPhotos(pictures(turned)).flatMap((verdict, number) => (verdict.turned ? [number] : []))
    assert.deepEqual(found, turned)
  }
})

test('a picture without a neighbour is taken as it is', () => {
  const [only] = findTurnedPhotos(pictures([0]).slice(0, 1))
  assert.deepEqual(only, { turned: false, neighbourCount: 0, agreementStored: 0, agreementTurned: 0 })
})
