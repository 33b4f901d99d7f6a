import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defineSystem } from '../../src/graph/define-system.ts'
import { defineWorker, end } from '../../src/graph/define-worker.ts'
import { type Plan, planSystem } from '../../src/graph/plan.ts'
import { image, u32 } from '../../src/index.ts'
import { LANE_BYTES } from '../../src/memory/lane-layout.ts'
import { recordLayout } from '../../src/memory/record-layout.ts'
import { SEGMENT_HEADER_BYTES } from '../../src/memory/segment-header.ts'

const url = import.meta.url
const Picture = image('gray8', { maxWidth: 64, maxHeight: 64 })
const camera = defineWorker(url, { outputs: { pictures: Picture, numbers: u32 }, fire: () => end })
const filter = defineWorker(url, {
  inputs: { pictures: Picture },
  outputs: { results: Picture },
  fire: () => undefined,
})
const sink = defineWorker(url, { inputs: { pictures: Picture }, fire: () => undefined })

const system = defineSystem('laid out', (builder) => {
  const a = builder.worker('a', camera)
  const b = builder.worker('b', filter, { replicas: 3 })
  const c = builder.worker('c', filter, { replicas: 3 })
  const d = builder.worker('d', sink)
  builder.connect(a.outputs.pictures, b.inputs.pictures, { capacity: 10 })
  builder.connect(b.outputs.results, c.inputs.pictures, { capacity: 7 })
  builder.connect(c.outputs.results, d.inputs.pictures, { capacity: 1 })
  return { outputs: { numbers: a.outputs.numbers, pictures: a.outputs.pictures } }
})

function plan(): Plan {
  return planSystem(system.graph, {
    isolation: 'process',
    seed: 1,
    runId: 'run',
    runDirectory: null,
    args: new Map(),
  })
}

test('no two parts of a segment overlap, and all lie inside it', () => {
  const { replicas, lanes, pools, controlBytes, sizeBytes } = plan()
  const parts = [
    { start: 0, bytes: SEGMENT_HEADER_BYTES },
    ...replicas.map((replica) => ({ start: replica.blockByteOffset, bytes: recordLayout(replica.shape).blockBytes })),
    ...lanes.map((lane) => ({ start: lane.wordsByteOffset, bytes: LANE_BYTES })),
    ...lanes.map((lane) => ({ start: lane.ringByteOffset, bytes: lane.slots * lane.slotBytes })),
    ...pools.map((pool) => ({ start: pool.byteOffset, bytes: pool.blocks * pool.blockBytes })),
  ].sort((a, b) => a.start - b.start)
  for (const [index, part] of parts.entries()) {
    const next = parts[index + 1]?.start ?? sizeBytes
    assert.ok(
      part.start + part.bytes <= next,
      `part ${index} of ${part.bytes} bytes at ${part.start} reaches beyond ${next}`,
    )
    assert.equal(part.start % 8, 0)
  }
  for (const lane of lanes) assert.ok(lane.wordsByteOffset + LANE_BYTES <= controlBytes)
})

test('the same graph and options give the same plan', () => {
  assert.equal(JSON.stringify(plan()), JSON.stringify(plan()))
})

test('a section forms parallel chains, and the head tells the merging reader the route', () => {
  const { workers, replicas, lanes, queues } = plan()
  const idsOf = (name: string) => workers.find((worker) => worker.name === name)?.replicas ?? []
  const between = (queue: string) =>
    (queues.find(({ name }) => name === queue)?.lanes ?? []).map((lane) => [lanes[lane]?.writer, lanes[lane]?.reader])
  const [head, firsts, seconds, merger] = [idsOf('a'), idsOf('b'), idsOf('c'), idsOf('d')]
  assert.deepEqual(
    between('a.pictures -> b.pictures'),
    firsts.map((reader) => [head[0], reader]),
  )
  assert.deepEqual(
    between('b.results -> c.pictures'),
    firsts.map((writer, index) => [writer, seconds[index]]),
  )
  assert.deepEqual(
    between('c.results -> d.pictures'),
    seconds.map((writer) => [writer, merger[0]]),
  )
  const route = replicas[merger[0] ?? -1]?.inputs[0]?.routeLane ?? -1
  assert.deepEqual([lanes[route]?.writer, lanes[route]?.reader], [head[0], merger[0]])
})

test('each lane gets its share of the capacity, at least one item', () => {
  const { queues, lanes } = plan()
  const capacities = queues.map((queue) => queue.lanes.map((lane) => lanes[lane]?.capacity))
  assert.deepEqual(capacities.slice(0, 3), [
    [4, 4, 4],
    [3, 3, 3],
    [1, 1, 1],
  ])
})
