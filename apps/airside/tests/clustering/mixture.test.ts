import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type ClusterEstimate,
  ClusterEstimator,
  type ClusterOptions,
  countOfHeavy,
  narrowOnes,
  type PlanePoint,
} from '../../src/clustering/cluster-estimator.ts'
import { ClusterEstimatorByLabel } from '../../src/clustering/cluster-estimator-by-label.ts'
import { fitMixture } from '../../src/clustering/mixture-model.ts'
import { withVectors } from '../reference-vectors.ts'

type Pair = readonly [number, number]

const pointsOf = (pairs: readonly Pair[]): PlanePoint[] => pairs.map(([northM, eastM]) => ({ northM, eastM }))

function optionsOf([activationPointsMin, newPointsMin, componentsMax, seed]: readonly number[]): ClusterOptions {
  return { activationPointsMin, newPointsMin, componentsMax, seed } as ClusterOptions
}

function assertNearTrueCentres({ clusters }: ClusterEstimate, centres: readonly Pair[], withinM: number): void {
  for (const { northM, eastM } of clusters) {
    const nearestM = Math.min(...centres.map(([north, east]) => Math.hypot(north - northM, east - eastM)))
    assert.ok(nearestM <= withinM, `${northM}, ${eastM} is ${nearestM} m from a true centre`)
  }
}

withVectors('cluster_estimation', (vectors) => {
  const { datasets, params } = vectors
  const options: ClusterOptions = {
    activationPointsMin: params.min_activation_threshold,
    newPointsMin: params.min_new_points_to_run,
    componentsMax: params.max_num_components,
    seed: params.random_state,
  }

  for (const { runs, mode, ds, last_call_ran, count } of vectors.cases) {
    if (mode !== undefined) {
      test(`cluster_estimation: ${ds}, ${mode}`, () => {
        const estimator = new ClusterEstimator(options)
        let last: ClusterEstimate | undefined
        for (const point of pointsOf(datasets[ds].points)) last = estimator.run([point])
        assert.equal(last?.status === 'estimated', last_call_ran)
        assert.equal(last?.clusters.length, count)
      })
      continue
    }
    test(`cluster_estimation: ${runs.map((run: { ds: string }) => run.ds).join(' then ')}`, () => {
      const estimator = new ClusterEstimator(options)
      for (const { ds: name, ran, count: expected, each_within_m_of_a_true_centre: withinM } of runs) {
        const estimate = estimator.run(pointsOf(datasets[name].points))
        assert.equal(estimate.status === 'estimated', ran)
        if (expected !== undefined) assert.equal(estimate.clusters.length, expected)
        if (withinM !== undefined) assertNearTrueCentres(estimate, datasets[name].true_centres, withinM)
      }
    })
  }

  for (const { in: given, ok, why = '' } of vectors.create) {
    test(`cluster_estimation: create [${given}] ${why}`, () => {
      const create = () => new ClusterEstimator(optionsOf(given))
      if (ok) create()
      else assert.throws(create, { code: 'AS_CLUSTER_OPTION' })
    })
  }

  for (const { thresholds, batches, override = false, ran, why = '' } of vectors.gating_derived) {
    test(`cluster_estimation: gating of batches [${batches}] ${why}`, () => {
      const estimator = new ClusterEstimator({ activationPointsMin: thresholds[0], newPointsMin: thresholds[1] })
      const points = pointsOf(datasets.five_100.points)
      let taken = 0
      const outcomes = batches.map((size: number) => {
        taken += size
        return estimator.run(points.slice(taken - size, taken), override).status !== 'waiting'
      })
      assert.deepEqual(outcomes, ran)
    })
  }

  for (const { weights, kept, covariances } of vectors.filter_derived) {
    test(`cluster_estimation: filter of ${JSON.stringify(weights ?? covariances)}`, () => {
      if (weights !== undefined) assert.equal(countOfHeavy(weights), kept)
      else assert.deepEqual(narrowOnes(covariances), kept)
    })
  }

  for (const [name, clusters] of Object.entries(vectors.derived_fit.clusters)) {
    if (datasets[name] === undefined) continue
    test(`cluster_estimation: fit of ${name}`, () => {
      for (const seed of [0, 1, 2]) {
        const estimate = new ClusterEstimator({ ...options, seed }).run(pointsOf(datasets[name].points))
        // biome-ignore lint/suspicious/noExplicitAny: the file has no schema.
        const expected = clusters as any[]
        assert.equal(estimate.clusters.length, expected.length)
        for (const { centre, weight_range, variance_range } of expected) {
          const cluster = estimate.clusters.find(
            (one) => Math.hypot(one.northM - centre[0], one.eastM - centre[1]) < 0.01,
          )
          assert.ok(cluster !== undefined, `no cluster at ${centre}`)
          // The ranges are those of other seeds, so they are widened a little.
          const [low, high] = weight_range
          assert.ok(cluster.weight > low - 0.003 && cluster.weight < high + 0.003, `weight ${cluster.weight}`)
          assert.ok(Math.abs(cluster.varianceM2 / variance_range[0] - 1) < 1e-3, `variance ${cluster.varianceM2}`)
        }
      }
    })
  }

  test('the scatter is that of the points where the variance is that of the prior', () => {
    const { clusters } = new ClusterEstimator(options).run(pointsOf(datasets.five_100.points))
    for (const { scatterM, varianceM2, pointCount } of clusters) {
      assert.equal(pointCount, 100)
      assert.ok(Math.abs(scatterM - Math.SQRT2) < 0.25, `scatter ${scatterM}`)
      assert.ok(varianceM2 > 80)
    }
  })

  test('an estimator that goes on from a snapshot gives what the first one would have given', () => {
    const points = pointsOf(datasets.skew_10_100.points)
    const whole = new ClusterEstimator(options)
    whole.run(points.slice(0, 104))
    const restored = new ClusterEstimator(options, 0, JSON.parse(JSON.stringify(whole.snapshot())))
    assert.deepEqual(restored.run(points.slice(104)), { status: 'waiting', clusters: [] })
    whole.run(points.slice(104))
    assert.deepEqual(restored.run(points.slice(0, 10)), whole.run(points.slice(0, 10)))
  })

  withVectors('cluster_estimation_by_label', (byLabel) => {
    for (const { labels, expect_counts, tolerance_m, ran } of byLabel.cases) {
      test(`cluster_estimation_by_label: ${JSON.stringify(labels)}`, (context) => {
        const estimator = new ClusterEstimatorByLabel(options)
        const names = Object.entries(labels as Record<string, string>).map(([label, text]) => {
          const known = text.split(' then ').filter((name) => datasets[name] !== undefined)
          if (known.length === 0) context.diagnostic(`label ${label}: the file has no points for ${text}`)
          return { label: Number(label), known }
        })
        const rounds = Math.max(...names.map(({ known }) => known.length))
        for (let round = 0; round < rounds; round++) {
          const points = names.flatMap(({ label, known }) =>
            pointsOf(datasets[known[round] ?? '']?.points ?? []).map((point) => ({ ...point, label })),
          )
          const estimates = estimator.run(points.sort((a, b) => ((a.northM * 977) % 1) - ((b.northM * 977) % 1)))
          for (const { label, known } of names) {
            const estimate = estimates.get(label)
            if (known.length === 0 || estimate === undefined) continue
            const expectedRan = ran === undefined ? true : [ran].flat()[round]
            assert.equal(estimate.status === 'estimated', expectedRan)
            if (expect_counts === undefined) continue
            assert.equal(estimate.clusters.length, expect_counts[label])
            assert.ok(estimate.clusters.every((cluster) => cluster.label === label))
            assertNearTrueCentres(estimate, datasets[known[round] as string].true_centres, tolerance_m)
          }
        }
      })
    }

    test('a label that is not ready does not hold up another', () => {
      const points = [
        ...pointsOf(datasets.one_9.points).map((point) => ({ ...point, label: 1 })),
        ...pointsOf(datasets.one_110.points).map((point) => ({ ...point, label: 2 })),
      ]
      const estimates = new ClusterEstimatorByLabel(options).run(points)
      assert.deepEqual(
        [...estimates].map(([label, { status }]) => [label, status]),
        [
          [1, 'waiting'],
          [2, 'estimated'],
        ],
      )
    })
  })
})

withVectors('cluster_estimation_worker', (vectors) => {
  test('cluster_estimation_worker: points that coincide, and every input answered by a list', () => {
    const estimator = new ClusterEstimator(optionsOf(vectors.params))
    for (const { centres } of vectors.inputs) {
      const { status, clusters } = estimator.run(pointsOf(centres))
      assert.equal(status, 'estimated')
      assert.ok(clusters.length > 0)
      assert.ok(clusters.every(({ northM, varianceM2 }) => Number.isFinite(northM) && varianceM2 >= 0))
    }
  })
})

test('a fit with fewer points than components has as many components as points', () => {
  assert.equal(
    fitMixture(
      pointsOf([
        [1, 2],
        [30, 40],
      ]),
      10,
      0,
    ).components.length,
    2,
  )
  assert.equal(new ClusterEstimator().run(pointsOf([[1, 2]]), true).clusters.length, 1)
})

test('the same seed gives the same fit, to the last bit', () => {
  const points = pointsOf(Array.from({ length: 60 }, (_, i) => [(i * 37) % 11, (i * 53) % 13] as const))
  assert.deepEqual(fitMixture(points, 5, 3), fitMixture(points, 5, 3))
})
