import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mergeByNearest } from '../../src/merge/nearest-merge.ts'
import { withVectors } from '../reference-vectors.ts'

const itself = (time: number) => time

withVectors('data_merge', (vectors) => {
  const main = vectors.main_case
  test('data_merge: main case', () => {
    const before = mergeByNearest(main.detections_t as number[], main.odometry_t as number[], itself, itself)
    assert.deepEqual(before.waiting, [10.9])
    const odometry = [...main.odometry_t, ...main.then_after_1s_odometry_t] as number[]
    const merge = mergeByNearest(main.detections_t as number[], odometry, itself, itself)
    assert.deepEqual(
      merge.merged.map((pair) => pair.odometry),
      main.merged_odometry_t,
    )
    assert.deepEqual(merge.dropped, main.dropped)
    assert.deepEqual(merge.waiting, [])
  })
  for (const { odometry_t, detections_t, merged_odometry_t, why = '' } of vectors.derived_cases) {
    test(`data_merge: odometry [${odometry_t}], detections [${detections_t}] ${why}`, () => {
      const merge = mergeByNearest(detections_t as number[], odometry_t as number[], itself, itself)
      assert.deepEqual(
        merge.merged.map((pair) => pair.odometry),
        merged_odometry_t,
      )
    })
  }
})
