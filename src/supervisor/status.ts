/** What can be seen of a running system without asking anyone in it: the published words. Indication only, while it runs. */
import type { LifeName, WaitKindName } from '../controller/states.ts'
import type { Plan } from '../graph/plan.ts'
import { CAPACITY, HEAD, TAIL } from '../memory/lane-layout.ts'
import type { Segment } from '../memory/segment.ts'
import { distance, load } from '../memory/words.ts'

export interface ReplicaStatus {
  readonly number: number
  readonly state: LifeName | 'dead' | 'isolated'
  readonly pid: number | null
  /** Commits since the run began. */
  readonly commits: number
  /** Number of the firing that the user's code is in, or null. */
  readonly inFiring: number | null
  /** How long it has been in that firing, to about 100 ms; null when that is less or it is in none. Busy is not dead. */
  readonly inFiringMs: number | null
  readonly waitsFor: WaitKindName
  /** Name of the queue that it waits for, or null. */
  readonly waitsForQueue: string | null
  readonly restarts: number
  readonly lastDeath: string | null
  /** Waits that only a time-out ended: 0 unless something is wrong. */
  readonly rescuedWaits: number
}

export interface WorkerStatus {
  readonly name: string
  readonly replicas: readonly ReplicaStatus[]
}

export interface QueueStatus {
  readonly name: string
  readonly fill: number
  readonly capacity: number
  /** Items put so far, modulo 2^32 per lane. */
  readonly put: number
}

export interface SystemStatus {
  readonly system: string
  readonly phase: 'running' | 'pausing' | 'paused' | 'draining' | 'stopping' | 'ended'
  readonly workers: readonly WorkerStatus[]
  readonly queues: readonly QueueStatus[]
}

export function readQueues(segment: Segment, plan: Plan): QueueStatus[] {
  const { i32 } = segment.region(0, plan.controlBytes)
  return plan.queues.map((queue) => {
    let fill = 0
    let capacity = 0
    let put = 0
    for (const index of queue.lanes) {
      const at = (plan.lanes[index] as Plan['lanes'][number]).wordsByteOffset
      const tail = load(i32, (at + TAIL) >> 2)
      fill += Math.max(0, distance(tail, load(i32, (at + HEAD) >> 2)))
      capacity += load(i32, (at + CAPACITY) >> 2)
      put += tail >>> 0
    }
    return { name: queue.name, fill, capacity, put }
  })
}
