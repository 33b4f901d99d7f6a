/**
 * The first module of a worker process. Inherited: descriptor 3, the segment; descriptor 4, the channel to the supervisor.
 * Arguments: the replica's id, the segment's size, the supervisor's process id.
 */
import { writeSync } from 'node:fs'
import type { Plan } from '../graph/plan.ts'
import { openSegment } from '../memory/open-segment.ts'
import { readPlan } from '../memory/segment-header.ts'
import { systemCalls } from '../memory/system-calls.ts'
import type { ReplicaMessage } from '../worker/channel.ts'
import { CHANNEL_DESCRIPTOR, EXIT_FAILED, SEGMENT_DESCRIPTOR } from './process-convention.ts'
import { runReplica } from './run-replica.ts'

const [replicaId, sizeBytes, supervisorId] = process.argv.slice(2).map(Number) as [number, number, number]

systemCalls().dieWithParent()
// Between the spawn and the call above the supervisor may have died without a signal to us.
if (process.ppid !== supervisorId) process.exit(EXIT_FAILED)

const segment = openSegment({ kind: 'file-descriptor', fileDescriptor: SEGMENT_DESCRIPTOR, sizeBytes })
const plan = JSON.parse(new TextDecoder().decode(readPlan(segment))) as Plan
const send = (message: ReplicaMessage): void => {
  // Written at once and whole: the next line of code may be the last that this process executes.
  const line = Buffer.from(`${JSON.stringify(message)}\n`)
  for (let written = 0; written < line.length; ) written += writeSync(CHANNEL_DESCRIPTOR, line, written)
}
const left = await runReplica(segment, plan, replicaId, send)
process.exit(left === 'failed' ? EXIT_FAILED : 0)
