/**
 * What one item costs: writing a struct from an object literal, reading three of its fields in place.
 *
 *   object literal --write--> [ 64 bytes in a region ] --reader.at--> view --getters--> sum
 *
 * `compiled` is what runs; `closures` is what runs where `new Function` is forbidden. Both are warmed with eight other
 * structs first, as a real process would be. The sums are verified.
 */
import assert from 'node:assert/strict'
import { availableParallelism, cpus } from 'node:os'
import { SharedArraySegment } from '../../src/memory/shared-array-segment.ts'
import type { Place, StructField } from '../../src/message/codec.ts'
import { list } from '../../src/message/list.ts'
import { codecOf } from '../../src/message/message.ts'
import { f32, f64, u8, u16, u32, u64 } from '../../src/message/number.ts'
import { struct } from '../../src/message/struct.ts'
import { closedStruct } from '../../src/message/struct-closures.ts'
import { compiledStruct } from '../../src/message/struct-compiled.ts'
import type { CompiledStruct } from '../../src/message/struct-parts.ts'

const ITEMS = 1024
const ROUNDS = 4000
const REPEATS = 5

const Box = struct('Box', { x: f32, y: f32, confidence: f32, label: u16 })
const Pose = struct('Pose', {
  id: u32,
  kind: u8,
  timeUs: u64,
  x: f64,
  y: f64,
  z: f64,
  roll: f32,
  pitch: f32,
  yaw: f32,
  quality: u16,
  speed: f64,
})
const Boxes = struct('Boxes', { frameId: u32, timeUs: u64, boxes: list(Box, { max: 16 }) })

const region = SharedArraySegment.create(ITEMS * Boxes.sizeBytes).region(0, ITEMS * Boxes.sizeBytes)

interface PoseView {
  readonly id: number
  readonly timeUs: number
  readonly z: number
}

console.log(
  `node ${process.version}, ${cpus()[0]?.model}, ${availableParallelism()} cores, ns per item, best of ${REPEATS}`,
)
console.log(`struct of ${Pose.sizeBytes} bytes and 11 fields`)

const fields = Pose[codecOf].fields ?? []
for (const [name, compile] of [
  ['compiled', compiledStruct],
  ['closures', closedStruct],
] as const) {
  warm(compile)
  measure(name, compile('Pose', fields), Pose.sizeBytes)
}
measureMessage()
measureList()

function measure(name: string, { encode, Viewer }: CompiledStruct, sizeBytes: number): void {
  const write = best(() => {
    for (let i = 0; i < ITEMS; i++) encode(region, i * sizeBytes, pose(i))
  })
  const place: Place = { region, moves: 0 }
  const viewer = new Viewer(place)
  let sum = 0
  const read = best(() => {
    let ofItems = 0
    for (let i = 0; i < ITEMS; i++) {
      const view = viewer.at(i * sizeBytes) as PoseView
      ofItems += view.id + view.timeUs + view.z
    }
    sum = ofItems
  })
  assert.equal(sum, expectedSum())
  report(name, write, read)
}

/** Through the public interface. */
function measureMessage(): void {
  const write = best(() => {
    for (let i = 0; i < ITEMS; i++) Pose.write(region, i * Pose.sizeBytes, pose(i))
  })
  const reader = Pose.reader(region)
  let sum = 0
  const read = best(() => {
    let ofItems = 0
    for (let i = 0; i < ITEMS; i++) {
      const view = reader.at(i * Pose.sizeBytes)
      ofItems += view.id + view.timeUs + view.z
    }
    sum = ofItems
  })
  assert.equal(sum, expectedSum())
  report('message', write, read)

  const drafter = Pose.drafter(region)
  const claim = best(() => {
    for (let i = 0; i < ITEMS; i++) {
      const draft = drafter.at(i * Pose.sizeBytes)
      draft.id = i
      draft.timeUs = i * 1000
      draft.z = 0.5
    }
  })
  console.log(`draft     reset and set 3 ${claim.toFixed(1)}`)
}

function measureList(): void {
  const boxes = Array.from({ length: 16 }, (_, i) => ({ x: i, y: 2, confidence: 0.5, label: i }))
  const write = best(() => {
    for (let i = 0; i < ITEMS; i++) Boxes.write(region, i * Boxes.sizeBytes, { frameId: i, timeUs: i, boxes })
  })
  const reader = Boxes.reader(region)
  let sum = 0
  const read = best(() => {
    let ofItems = 0
    for (let i = 0; i < ITEMS; i++) {
      for (const box of reader.at(i * Boxes.sizeBytes).boxes) ofItems += box.x + box.label
    }
    sum = ofItems
  })
  assert.equal(sum, ITEMS * 240)
  console.log(`list      write 16 structs ${write.toFixed(1)}   read 2 of 4 fields of 16 ${read.toFixed(1)}`)
}

function pose(i: number) {
  return { id: i, kind: 3, timeUs: i * 1000, x: 1, y: 2, z: 0.5, roll: 1, pitch: 2, yaw: 3, quality: 7, speed: 1 }
}

function expectedSum(): number {
  return (ITEMS * (ITEMS - 1) * 1001) / 2 + ITEMS * 0.5
}

function warm(compile: (name: string, fields: readonly StructField[]) => CompiledStruct): void {
  for (let n = 1; n <= 8; n++) {
    const some = fields.slice(0, n)
    const { encode, Viewer } = compile(`Other${n}`, some)
    const viewer = new Viewer({ region, moves: 0 })
    for (let i = 0; i < 20_000; i++) {
      encode(region, 0, pose(i))
      const view = viewer.at(0) as Record<string, number>
      for (const { name } of some) assert.notEqual(view[name], undefined)
    }
  }
}

function best(run: () => void): number {
  let bestNs = Number.POSITIVE_INFINITY
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const start = process.hrtime.bigint()
    for (let round = 0; round < ROUNDS; round += 10) run()
    bestNs = Math.min(bestNs, Number(process.hrtime.bigint() - start) / (ROUNDS / 10) / ITEMS)
  }
  return bestNs
}

function report(name: string, writeNs: number, readNs: number): void {
  console.log(`${name.padEnd(9)} write ${writeNs.toFixed(1)}   move and read 3 ${readNs.toFixed(1)}`)
}
