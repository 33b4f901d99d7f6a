import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { GeneratedFlight } from '../../src/flight/generated-flight.ts'
import { framesWith } from '../../src/flight/planted-spots.ts'

const small = { laneCount: 3, laneLengthM: 60, targetCount: 2, distractorCount: 4, widthPx: 320, heightPx: 240 }

function digest(flight: GeneratedFlight, indices: readonly number[]): string {
  const hash = createHash('sha256')
  const pixels = new Uint8Array(flight.camera.widthPx * flight.camera.heightPx)
  for (const index of indices) {
    const entry = flight.frameAt(index, pixels)
    hash.update(pixels).update(JSON.stringify(entry))
    hash.update(JSON.stringify(flight.telemetryAt(index)))
  }
  return hash.digest('hex')
}

test('two flights with the same seed are the same in every byte', () => {
  assert.equal(digest(new GeneratedFlight(small), [0, 7, 20]), digest(new GeneratedFlight(small), [0, 7, 20]))
})

test('another seed is another flight', () => {
  const [first, second] = [new GeneratedFlight(small), new GeneratedFlight({ ...small, seed: 2 })]
  assert.notEqual(digest(first, [3]), digest(second, [3]))
  assert.notDeepEqual(first.spots, second.spots)
})

test('a frame does not depend on the frames rendered before it', () => {
  const [fresh, used] = [new GeneratedFlight(small), new GeneratedFlight(small)]
  digest(used, [0, 1, 2, 30])
  assert.equal(digest(fresh, [12]), digest(used, [12]))
})

test('every target is seen whole in at least six frames and lies apart from the others', () => {
  for (const seed of [1, 2, 3]) {
    const flight = new GeneratedFlight({ seed })
    const views = Array.from({ length: flight.frameCount }, (_, index) => flight.viewAt(index))
    const targets = flight.spots.filter((spot) => spot.kind === 'target')
    assert.equal(targets.length, 7)
    for (const [number, target] of targets.entries()) {
      assert.ok(framesWith(target, views) >= 6)
      for (const other of targets.slice(number + 1)) {
        assert.ok(Math.hypot(target.northM - other.northM, target.eastM - other.eastM) >= 12)
      }
    }
  }
})

test('a rendered target lies at the pixel where the camera model projects it', () => {
  const flight = new GeneratedFlight()
  const { widthPx, heightPx, focalXPx } = flight.camera
  const pixels = new Uint8Array(widthPx * heightPx)
  const target = flight.spots.find((spot) => spot.kind === 'target')!
  let compared = 0
  for (let index = 0; index < flight.frameCount && compared < 6; index++) {
    const view = flight.viewAt(index)
    if (framesWith(target, [view]) === 0) continue
    flight.frameAt(index, pixels)
    const expected = view.pixelOf(target.northM, target.eastM)!
    const reachPx = (1.1 * target.radiusM * focalXPx) / -view.pose.downM
    let [weight, weightX, weightY] = [0, 0, 0]
    for (let y = Math.floor(expected.yPx - reachPx); y <= expected.yPx + reachPx; y++) {
      for (let x = Math.floor(expected.xPx - reachPx); x <= expected.xPx + reachPx; x++) {
        const bright = Math.max(pixels[y * widthPx + x]! - 135, 0)
        weight += bright
        weightX += bright * (x + 0.5)
        weightY += bright * (y + 0.5)
      }
    }
    assert.ok(Math.abs(weightX / weight - expected.xPx) < 0.5, `frame ${index}: x ${weightX / weight - expected.xPx}`)
    assert.ok(Math.abs(weightY / weight - expected.yPx) < 0.5, `frame ${index}: y ${weightY / weight - expected.yPx}`)
    compared += 1
  }
  assert.equal(compared, 6)
})

test('ground to pixel and back is the same place', () => {
  const view = new GeneratedFlight(small).viewAt(17)
  const ground = view.groundAt(41.5, 200.25)!
  const pixel = view.pixelOf(ground.northM, ground.eastM)!
  assert.ok(Math.hypot(pixel.xPx - 41.5, pixel.yPx - 200.25) < 1e-9)
})

test('ground and noise stay darker than a target, and nothing wraps around 8 bits', () => {
  const flight = new GeneratedFlight({ ...small, targetCount: 0, distractorCount: 0 })
  const pixels = new Uint8Array(flight.camera.widthPx * flight.camera.heightPx)
  flight.frameAt(5, pixels)
  assert.ok(pixels.every((grey) => grey >= 10 && grey <= 120))
})
