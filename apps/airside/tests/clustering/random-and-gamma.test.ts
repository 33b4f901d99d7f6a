import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SeededRandom } from '../../src/clustering/seeded-random.ts'
import { digamma, logBeta, logGamma } from '../../src/clustering/special-functions.ts'

test('a seed gives the same numbers everywhere, and another seed gives others', () => {
  const draw = (seed: number) => {
    const random = new SeededRandom(seed)
    return Array.from({ length: 4 }, () => random.next() * 2 ** 32)
  }
  assert.deepEqual(draw(1), draw(1))
  assert.notDeepEqual(draw(1), draw(2))
  assert.ok(draw(0).every(Number.isInteger))
})

test('numbers are even over [0, 1)', () => {
  const random = new SeededRandom(7)
  const counts = new Array(10).fill(0)
  for (let i = 0; i < 10_000; i++) counts[random.below(10)]++
  assert.ok(
    counts.every((count) => count > 850 && count < 1150),
    `${counts}`,
  )
})

test('the gamma functions agree with known values', () => {
  const close = (actual: number, expected: number) =>
    assert.ok(Math.abs(actual - expected) < 1e-11, `${actual} ${expected}`)
  close(logGamma(0.5), Math.log(Math.PI) / 2)
  close(logGamma(1), 0)
  close(logGamma(11), Math.log(3628800))
  close(digamma(1), -0.5772156649015329)
  close(digamma(0.5), -1.9635100260214235)
  close(digamma(101), 4.610161852738087)
  close(logBeta(2, 3), Math.log(1 / 12))
})
