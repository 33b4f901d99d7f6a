import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brightnessHistogram, percentileOfHistogram } from '../../src/detection/brightness-percentile.ts'

test('a percentile between two ranks lies between their values, as numpy has it', () => {
  const histogram = brightnessHistogram(Uint8Array.of(10, 20, 30, 40), new Uint32Array(256))
  assert.equal(percentileOfHistogram(histogram, 0), 10)
  assert.equal(percentileOfHistogram(histogram, 50), 25)
  assert.ok(Math.abs(percentileOfHistogram(histogram, 99.9) - 39.97) < 1e-9)
  assert.equal(percentileOfHistogram(histogram, 100), 40)
})

test('the percentile of nothing is 0', () => {
  assert.equal(percentileOfHistogram(new Uint32Array(256), 99.9), 0)
})
