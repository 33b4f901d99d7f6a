/** The first module of a worker thread: the same life as in a process, over the same kind of segment. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Plan } from '../graph/plan.ts'
import { openSegment } from '../memory/open-segment.ts'
import type { SegmentHandle } from '../memory/segment.ts'
import { readPlan } from '../memory/segment-header.ts'
import type { ReplicaMessage } from '../worker/channel.ts'
import { enterWorker } from './inside-worker.ts'
import { EXIT_FAILED } from './process-convention.ts'
import { runReplica } from './run-replica.ts'

enterWorker()
const { handle, replicaId } = workerData as { handle: SegmentHandle; replicaId: number }
const segment = openSegment(handle)
const plan = JSON.parse(new TextDecoder().decode(readPlan(segment))) as Plan
const send = (message: ReplicaMessage): void => parentPort?.postMessage(message)
const left = await runReplica(segment, plan, replicaId, send)
segment.close()
process.exit(left === 'failed' ? EXIT_FAILED : 0)
