import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BrightSpotDetector } from '../../src/detection/bright-spot-detector.ts'
import type { BrightSpotOptions } from '../../src/detection/bright-spot-options.ts'
import type { Detection } from '../../src/detection/detection.ts'
import type { Frame } from '../../src/detection/frame.ts'
import { frameWithSpots, type Spot } from './synthetic-frame.ts'

const disc = (x: number, y: number, sizePx = 10, peak = 220): Spot => ({ x, y, sizePx, peak, kind: 'disc' })

function detect(frame: Frame, options: Partial<BrightSpotOptions> = {}): Detection[] {
  return new BrightSpotDetector(frame.widthPx, frame.heightPx, options).detect(frame)
}

/** Low enough for small frames, in which a spot is more than a thousandth of the pixels. */
const small = { thresholdPercentile: 90 }

test('a spot is found with its box, area, brightness and the defaults of the reference', () => {
  const [spot, ...others] = detect(frameWithSpots(1920, 1200, 20, [disc(700, 500)]), {})
  assert.equal(others.length, 0)
  assert.ok(spot !== undefined)
  assert.ok(Math.abs(spot.centreX - 700) < 0.02 && Math.abs(spot.centreY - 500) < 0.02)
  assert.ok(spot.x1 <= 691 && spot.x2 >= 709 && spot.y1 <= 491 && spot.y2 >= 509)
  assert.ok(Math.abs(spot.areaPixels - Math.PI * 100) < 30)
  assert.ok(spot.meanBrightness > 190)
  assert.deepEqual([spot.label, spot.confidence], [1, 1])
})

test('the centre is right to a tenth of a pixel wherever it lies between pixels', () => {
  for (let step = 0; step < 20; step++) {
    const x = 80 + step * 0.05
    const y = 60 - step * 0.031
    const frame = frameWithSpots(160, 120, 20, [{ x, y, sizePx: 6, peak: 230, kind: 'gaussian' }])
    const [spot] = detect(frame, { ...small, brightnessMin: 60, averageBrightnessMin: 90 })
    assert.ok(Math.hypot((spot?.centreX ?? 0) - x, (spot?.centreY ?? 0) - y) < 0.1, `at ${x}, ${y}`)
  }
})

test('a spot cut by the border keeps the visible box, is marked by its confidence and does not hide another', () => {
  for (const [x, y] of [
    [0, 60],
    [160, 60],
    [80, 0],
    [80, 120],
  ] as const) {
    const spots = detect(frameWithSpots(160, 120, 20, [disc(x, y, 12), disc(50, 50)]), {
      ...small,
      areaPixels: [100, 2000],
    })
    assert.deepEqual(spots.map((spot) => spot.confidence).sort(), [0.5, 1], `at ${x}, ${y}`)
    const cut = spots.find((spot) => spot.confidence === 0.5) as Detection
    assert.ok(cut.x1 >= 0 && cut.y1 >= 0 && cut.x2 <= 160 && cut.y2 <= 120)
  }
})

test('mean brightness of a cut spot is that of its own pixels', () => {
  const [spot] = detect(frameWithSpots(160, 120, 20, [disc(0, 60, 14, 200)]), small)
  assert.ok((spot?.meanBrightness ?? 0) > 185)
})

test('spots that touch by a corner are one, with one dark pixel between them two', () => {
  const square = (frame: Frame, left: number, top: number) => {
    for (let y = top; y < top + 14; y++) frame.data.fill(220, y * frame.widthPx + left, y * frame.widthPx + left + 14)
  }
  const touching = frameWithSpots(160, 120, 20, [])
  square(touching, 40, 40)
  square(touching, 54, 54)
  assert.equal(detect(touching, small).length, 1)
  const apart = frameWithSpots(160, 120, 20, [])
  square(apart, 40, 40)
  square(apart, 55, 40)
  assert.equal(detect(apart, small).length, 2)
})

test('arms that meet only at the bottom are one component', () => {
  const frame = frameWithSpots(64, 64, 0, [])
  for (let y = 10; y < 40; y++) {
    for (const x of [10, 14, 20, 30]) frame.data[y * 64 + x] = 200
  }
  frame.data.fill(200, 40 * 64 + 10, 40 * 64 + 31)
  const spots = detect(frame, { ...small, areaPixels: [100, 300], inertiaRatio: undefined })
  assert.deepEqual(
    spots.map((spot) => spot.areaPixels),
    [4 * 30 + 21],
  )
})

test('what lies in an ignored rectangle or polygon is not seen and does not raise the threshold', () => {
  const frame = frameWithSpots(320, 240, 20, [disc(250, 40, 12, 255), disc(60, 200, 12, 255), disc(100, 100, 10, 180)])
  const spots = detect(frame, {
    thresholdPercentile: 98,
    ignoreRegions: [
      { x1: 230, y1: 20, x2: 270, y2: 60 },
      {
        corners: [
          [30, 239],
          [60, 170],
          [90, 239],
        ],
      },
    ],
  })
  assert.deepEqual(
    spots.map((spot) => [Math.round(spot.centreX), Math.round(spot.centreY)]),
    [[100, 100]],
  )
})

test('outside the active area nothing is seen, and its edge cuts a spot', () => {
  const frame = frameWithSpots(320, 240, 20, [disc(20, 20), disc(100, 100)])
  const spots = detect(frame, {
    thresholdPercentile: 98,
    activeArea: { x1: 100, y1: 50, x2: 300, y2: 200 },
    areaPixels: [100, 2000],
  })
  assert.equal(spots.length, 1)
  assert.deepEqual([spots[0]?.x1, spots[0]?.confidence], [100, 0.5])
})

test('a spot on a slope of brightness is found by its contrast alone', () => {
  const frame = frameWithSpots(320, 240, (x) => x / 1.7, [disc(60, 120, 9, 130), disc(260, 120, 9, 250)])
  const byContrast = { thresholdPercentile: 0, contrastMin: 50, averageBrightnessMin: 0 }
  assert.equal(detect(frame, byContrast).length, 2)
  // One threshold for the whole frame loses the spot on the dark side.
  assert.deepEqual(
    detect(frame, { ...small, averageBrightnessMin: 0 }).map((spot) => Math.round(spot.centreX)),
    [260],
  )
})

test('each filter refuses what lies outside its band', () => {
  const bar = frameWithSpots(160, 120, 20, [])
  for (let y = 50; y < 56; y++) bar.data.fill(220, y * 160 + 20, y * 160 + 120)
  const round = frameWithSpots(160, 120, 20, [disc(80, 60, 12)])
  const hook = frameWithSpots(160, 120, 20, [])
  for (let y = 40; y < 80; y++) hook.data.fill(220, y * 160 + 40, y * 160 + (y < 70 ? 48 : 80))
  const open = { ...small, areaPixels: undefined, inertiaRatio: undefined }
  for (const frame of [bar, round, hook]) assert.equal(detect(frame, open).length, 1)
  assert.equal(detect(bar, { ...open, inertiaRatio: [0.1, 1] }).length, 0)
  assert.equal(detect(round, { ...open, inertiaRatio: [0.9, 1] }).length, 1)
  assert.equal(detect(bar, { ...open, circularity: [0.8, 1] }).length, 0)
  assert.equal(detect(round, { ...open, circularity: [0.8, 1] }).length, 1)
  assert.equal(detect(hook, { ...open, convexity: [0.8, 1] }).length, 0)
  assert.equal(detect(round, { ...open, convexity: [0.9, 1] }).length, 1)
  assert.equal(detect(round, { ...open, areaPixels: [1, 300] }).length, 0)
  assert.equal(detect(round, { ...open, averageBrightnessMin: 230 }).length, 0)
})

test('a colour frame and its grey values give the same spots', () => {
  const grey = frameWithSpots(160, 120, 20, [disc(80.3, 60.6)])
  const data = new Uint8Array(grey.data.length * 3)
  for (const [pixel, value] of grey.data.entries()) data.fill(value, pixel * 3, pixel * 3 + 3)
  assert.deepEqual(detect({ ...grey, format: 'rgb8', data }, small), detect(grey, small))
})

test('one detector gives the same answer for a frame whatever it saw before', () => {
  const options = { ...small, contrastMin: 30, ignoreRegions: [{ x1: 0, y1: 0, x2: 10, y2: 10 }] }
  const detector = new BrightSpotDetector(160, 120, options)
  const frame = frameWithSpots(160, 120, 20, [disc(80.3, 60.6)])
  const first = detector.detect(frame)
  detector.detect(frameWithSpots(160, 120, 90, [disc(20, 20), disc(100, 60)]))
  assert.deepEqual(detector.detect(frame), first)
  assert.equal(first.length, 1)
})

test('saturated spots pass even when they fill more than the percentile leaves', () => {
  assert.equal(detect(frameWithSpots(160, 120, 20, [disc(80, 60, 20, 255)]), { thresholdPercentile: 99.9 }).length, 1)
})

test('a frame of noise on many runs is handled', () => {
  const frame = frameWithSpots(640, 480, (x, y) => ((x * 7919 + y * 104729) % 251 > 125 ? 200 : 0), [])
  assert.doesNotThrow(() => detect(frame, { thresholdPercentile: 0 }))
})

test('a frame with bytes missing, of another size or with an unknown option is refused by name', () => {
  const frame = frameWithSpots(160, 120, 20, [])
  assert.throws(() => detect({ ...frame, format: 'rgb8' }), { code: 'AS_FRAME_SIZE', place: 'frame.data' })
  assert.throws(() => new BrightSpotDetector(100, 100).detect(frame), { code: 'AS_FRAME_SIZE' })
  assert.throws(() => detect(frame, { thresholdPercentile: 101 }), { place: 'detection.thresholdPercentile' })
  assert.throws(() => detect(frame, { ignoreRegions: [{ x1: 5, y1: 0, x2: 5, y2: 9 }] }), { code: 'AS_REGION' })
  assert.throws(() => detect(frame, { ignoreRegions: [{ x1: 0, y1: 0, x2: 160, y2: 120 }] }), /nothing of the frame/)
  assert.throws(() => detect(frame, { percentile: 3 } as Partial<BrightSpotOptions>), /there is no such option/)
})
