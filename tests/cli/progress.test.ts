import assert from 'node:assert/strict'
import { test } from 'node:test'
import { itemJson } from '../../src/cli/item-json.ts'
import { nearest } from '../../src/cli/nearest.ts'
import { Progress } from '../../src/cli/progress.ts'
import type { ReplicaStatus, SystemStatus } from '../../src/supervisor/status.ts'

function replica(number: number, commits: number, restarts = 0): ReplicaStatus {
  return { number, commits, restarts, state: 'running', waitsFor: 'none' } as ReplicaStatus
}

test('the live block has a line per worker with its rate and the fill of what it reads', () => {
  const progress = new Progress()
  const status = (commits: number): SystemStatus => ({
    system: 'airside',
    phase: 'running',
    workers: [
      { name: 'video', replicas: [replica(0, commits)] },
      { name: 'detect', replicas: [replica(0, commits), replica(1, commits, 2)] },
    ],
    queues: [{ name: 'video.frames -> detect.frames', fill: 5, capacity: 10, put: 0 }],
  })
  progress.lines(status(0))
  const [run, video, detect] = progress.lines(status(1_000_000))
  assert.match(run ?? '', /^airside: running, \d+\.\d s, restarts 2$/)
  assert.match(video ?? '', /^ {2}video {5,}[\d.]+k\/s {2}running$/)
  assert.match(detect ?? '', /^ {2}detect x2 +[\d.]+k\/s {2}running {3}\[#####\.{5}\] 5\/10$/)
})

test('an item is one line of JSON, with bigints as digits and typed arrays as type and length', () => {
  assert.equal(
    itemJson('o', { a: 2n ** 63n, b: new Float32Array(4), c: [{ d: new Uint8Array(0) }] }),
    '{"output":"o","item":{"a":"9223372036854775808","b":{"type":"Float32Array","length":4},"c":[{"d":{"type":"Uint8Array","length":0}}]}}',
  )
})

test('the nearest word is offered only where it may have been meant', () => {
  assert.equal(nearest('stauts', ['start', 'status']), 'status')
  assert.equal(nearest('frobnicate', ['start', 'status']), undefined)
})
