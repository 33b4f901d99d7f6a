/**
 * Where every item went: per queue `in = out + dropped + deadLettered + queued`. All five are differences and sums of what
 * the two sides' records say, so the equation holds by construction; what it shows is that nothing is unaccounted for.
 */
import type { Plan, PlannedReplica } from '../graph/plan.ts'
import { RecordPair } from '../memory/record.ts'
import { FIRINGS, recordLayout } from '../memory/record-layout.ts'
import type { Segment } from '../memory/segment.ts'

export interface LedgerEntry {
  readonly queue: string
  readonly in: number
  readonly out: number
  readonly dropped: number
  readonly deadLettered: number
  readonly queued: number
}

export interface Ledger {
  readonly system: string
  readonly queues: readonly LedgerEntry[]
  /** True when every queue's numbers add up and none is negative. */
  readonly balanced: boolean
}

/** Reads the records of all replicas. Exact once nobody writes any more; before that an indication only. */
export function readLedger(segment: Segment, plan: Plan): Ledger {
  const control = segment.region(0, plan.controlBytes)
  const records = plan.replicas.map((replica) => {
    const pair = new RecordPair(control, replica.blockByteOffset, recordLayout(replica.shape))
    return pair.current()
  })
  const entries = plan.queues.map((queue, index): LedgerEntry => {
    let put = 0
    let consumed = 0
    let dropped = 0
    let deadLettered = 0
    for (const replica of plan.replicas) {
      const record = records[replica.id] as Float64Array
      const layout = recordLayout(replica.shape)
      for (const { position, lane } of writtenLanes(replica))
        if (plan.lanes[lane]?.queue === index) put += record[layout.tails + position] as number
      for (const { position, lane } of readLanes(replica))
        if (plan.lanes[lane]?.queue === index) consumed += record[layout.heads + position] as number
      for (const [port, input] of replica.inputs.entries()) {
        if (input.queue !== index) continue
        dropped += record[layout.dropped + port] as number
        deadLettered += record[layout.deadLettered + port] as number
      }
    }
    return {
      queue: queue.name,
      in: put,
      out: consumed - dropped - deadLettered,
      dropped,
      deadLettered,
      queued: put - consumed,
    }
  })
  const balanced = entries.every(
    (entry) =>
      entry.in === entry.out + entry.dropped + entry.deadLettered + entry.queued &&
      [entry.out, entry.dropped, entry.deadLettered, entry.queued].every((count) => count >= 0),
  )
  return { system: plan.system, queues: entries, balanced }
}

/** How many firings each replica of each worker has had, by number. Exact once nobody writes any more. */
export function readFirings(segment: Segment, plan: Plan): ReadonlyMap<string, readonly number[]> {
  const control = segment.region(0, plan.controlBytes)
  return new Map(
    plan.workers.map(({ name, replicas }) => [
      name,
      replicas.map((id) => {
        const { blockByteOffset, shape } = plan.replicas[id] as PlannedReplica
        return new RecordPair(control, blockByteOffset, recordLayout(shape)).current()[FIRINGS] as number
      }),
    ]),
  )
}

interface RecordedLane {
  /** Its place among the positions of the record. */
  readonly position: number
  readonly lane: number
}

/** The lanes whose heads a replica's record holds, in the record's order. */
function readLanes(replica: PlannedReplica): RecordedLane[] {
  return replica.inputs
    .flatMap((input) => (input.routeLane === null ? input.lanes : [...input.lanes, input.routeLane]))
    .map((lane, position) => ({ position, lane }))
}

/** The lanes whose tails a replica's record holds, in the record's order. */
function writtenLanes(replica: PlannedReplica): RecordedLane[] {
  return replica.outputs
    .flatMap((output) => output.queues.flatMap((queue) => [...queue.lanes, ...queue.routeLanes]))
    .map((lane, position) => ({ position, lane }))
}
