import type { Plan } from '../graph/plan.ts'
import { CAPACITY, FINISHED_TICKET } from '../memory/lane-layout.ts'
import { RecordPair } from '../memory/record.ts'
import { FINISHED, recordLayout } from '../memory/record-layout.ts'
import type { Segment } from '../memory/segment.ts'
import { segmentBytes, writePlan } from '../memory/segment-header.ts'
import { publish } from '../memory/words.ts'

/** Bytes of a segment that holds a plan and all that it lays out. */
export function runSegmentBytes(plan: Plan): number {
  return segmentBytes(plan.sizeBytes, encodePlan(plan))
}

/** Makes a fresh segment ready for its first incarnations: the plan, the capacities, and records from which everyone can begin. */
export function initialiseSegment(segment: Segment, plan: Plan): void {
  const control = segment.region(0, plan.controlBytes)
  for (const lane of plan.lanes) {
    publish(control.i32, (lane.wordsByteOffset + CAPACITY) >> 2, lane.capacity)
    publish(control.i32, (lane.wordsByteOffset + FINISHED_TICKET) >> 2, -1)
  }
  for (const replica of plan.replicas) {
    const layout = recordLayout(replica.shape)
    const record = new RecordPair(control, replica.blockByteOffset, layout).current()
    record[FINISHED] = -1
    record.fill(Number.NEGATIVE_INFINITY, layout.frontiersUs, layout.frontiersUs + replica.shape.outputPorts)
  }
  writePlan(segment, plan.sizeBytes, encodePlan(plan))
}

function encodePlan(plan: Plan): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(plan))
}
