import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ClusterEstimator } from '../../src/clustering/cluster-estimator.ts'
import { SeededRandom } from '../../src/clustering/seeded-random.ts'
import { TargetEstimator, type TargetSighting } from '../../src/clustering/target-estimator.ts'

/** Near to normal, deviation 1: the sum of twelve evens. */
function normal(random: SeededRandom): number {
  let sum = -6
  for (let i = 0; i < 12; i++) sum += random.next()
  return sum
}

/** Sightings of one place in frames half a second apart; `errorM` counts both axes together. */
function seen(
  random: SeededRandom,
  place: readonly [number, number],
  frames: number,
  errorM = 1,
  firstFrame = 0,
): TargetSighting[] {
  return Array.from({ length: frames }, (_, frame) => ({
    northM: place[0] + (errorM / Math.SQRT2) * normal(random),
    eastM: place[1] + (errorM / Math.SQRT2) * normal(random),
    label: 1,
    errorM,
    timeUs: (firstFrame + frame) * 500_000,
  }))
}

function targetsOf(sightings: readonly TargetSighting[]) {
  const estimator = new TargetEstimator()
  estimator.add(sightings)
  return estimator.estimate().targets
}

test('targets seen 6 to 40 times in a field are all found within a metre, and no other', () => {
  for (let seed = 0; seed < 30; seed++) {
    const random = new SeededRandom(seed)
    const places = Array.from(
      { length: 12 },
      (_, i) => [(i % 4) * 30 + random.next() * 12, Math.floor(i / 4) * 40] as const,
    )
    const sightings = places.flatMap((place, i) => seen(random, place, 6 + random.below(35), 0.8, i * 100))
    const noise = Array.from({ length: 6 }, (_, i) =>
      seen(random, [random.next() * 120, random.next() * 100], 1, 0.8, 5000 + i),
    )
    const targets = targetsOf([...sightings, ...noise.flat()])
    assert.equal(targets.length, places.length, `seed ${seed}`)
    for (const [north, east] of places) {
      const nearestM = Math.min(...targets.map((target) => Math.hypot(target.northM - north, target.eastM - east)))
      assert.ok(nearestM < 1, `seed ${seed}: ${nearestM} m`)
    }
  }
})

test('two targets 5 m apart, seen side by side, are two', () => {
  for (let seed = 0; seed < 30; seed++) {
    const random = new SeededRandom(seed)
    const targets = targetsOf([...seen(random, [0, 0], 12), ...seen(random, [5, 0], 12)])
    assert.equal(targets.length, 2, `seed ${seed}`)
  }
})

test('one person under a GPS that wanders by metres is one target', () => {
  for (let seed = 0; seed < 30; seed++) {
    const random = new SeededRandom(seed)
    const wander = seen(random, [0, 0], 28, 0.8).map((sighting, frame) => ({
      ...sighting,
      errorM: 1.2,
      northM: sighting.northM + (frame < 14 ? 0 : 3.5),
      eastM: sighting.eastM + frame / 14,
    }))
    assert.equal(targetsOf(wander).length, 1, `seed ${seed}`)
  }
})

test('wild sightings do not move a target, and are seen in its spread', () => {
  const random = new SeededRandom(5)
  const clean = seen(random, [10, 20], 25, 0.6)
  const wild = seen(random, [12.3, 20], 4, 0.2, 30).map((sighting) => ({ ...sighting, errorM: 0.6 }))
  const [alone] = targetsOf(clean)
  const [both, ...others] = targetsOf([...clean, ...wild])
  assert.equal(others.length, 0)
  assert.equal(both?.sightings, 29)
  assert.ok(Math.hypot((both?.northM ?? 0) - (alone?.northM ?? 0), (both?.eastM ?? 0) - (alone?.eastM ?? 0)) < 0.15)
  assert.ok((both?.spreadM ?? 0) > (alone?.spreadM ?? 0))
})

test('a sighting that knows of its larger error counts less', () => {
  const sharp = [0, 0.1, -0.1, 0.05].map((northM, i) => ({ northM, eastM: 0, label: 1, errorM: 0.5, timeUs: i }))
  const blurred = [1.2, 1.3].map((northM, i) => ({ northM, eastM: 0, label: 1, errorM: 3, timeUs: 10 + i }))
  assert.ok((targetsOf([...sharp, ...blurred])[0]?.northM ?? 1) < 0.1)
})

test('what is seen in one frame only is no target, however many spots it had', () => {
  const burst = [0, 0.3, 0.6, 0.9].map((northM) => ({ northM, eastM: 0, label: 1, errorM: 1, timeUs: 7 }))
  assert.deepEqual(targetsOf(burst), [])
})

test('labels are kept apart', () => {
  const random = new SeededRandom(1)
  const a = seen(random, [0, 0], 8)
  const b = seen(random, [0, 0], 5).map((sighting) => ({ ...sighting, label: 2 }))
  assert.deepEqual(
    targetsOf([...a, ...b]).map(({ label, sightings }) => [label, sightings]),
    [
      [1, 8],
      [2, 5],
    ],
  )
})

test('each sighting knows its target, and stray ones have none', () => {
  const random = new SeededRandom(2)
  const estimator = new TargetEstimator()
  estimator.add([...seen(random, [0, 0], 5), ...seen(random, [50, 50], 1), ...seen(random, [20, 0], 9)])
  const { targetOf } = estimator.estimate()
  assert.deepEqual(targetOf, [1, 1, 1, 1, 1, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0])
})

test('an estimator that goes on from a snapshot gives the same targets', () => {
  const random = new SeededRandom(3)
  const sightings = seen(random, [0, 0], 20)
  const first = new TargetEstimator()
  first.add(sightings.slice(0, 9))
  const second = new TargetEstimator({}, JSON.parse(JSON.stringify(first.snapshot())))
  second.add(sightings.slice(9))
  first.add(sightings.slice(9))
  assert.deepEqual(second.estimate(), first.estimate())
})

test('no sightings, no targets; a sighting without an error is refused', () => {
  assert.deepEqual(new TargetEstimator().estimate(), { targets: [], targetOf: [] })
  const bad = { northM: 0, eastM: 0, label: 1, errorM: 0, timeUs: 0 }
  assert.throws(() => new TargetEstimator().add([bad]), { code: 'AS_CLUSTER_SIGHTING', place: 'sightings[0]' })
  assert.throws(() => new TargetEstimator({ framesMin: 0 }), { place: 'targets.framesMin' })
})

test('the mixture of the reference joins targets 5 m apart, which is why it does not make the targets', () => {
  const random = new SeededRandom(4)
  const field = Array.from({ length: 6 }, (_, i) => seen(random, [i * 25, (i % 2) * 60], 10, 1, i * 100)).flat()
  const pair = seen(random, [5, 0], 10, 1, 700)
  const { clusters } = new ClusterEstimator().run([...field, ...pair])
  const { length } = targetsOf([...field, ...pair])
  assert.equal(length, 7)
  assert.notEqual(clusters.length, 7)
})
