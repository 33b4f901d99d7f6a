/**
 * The first module of a worker process. It loads its worker's module, waits to be told which replica it embodies, and lives
 * that replica's life. A process that is told at once is a start or a replacement; one that waits is a spare.
 *
 * Inherited: descriptor 0, on which the replica's id arrives as a line; 3, the segment; 4, the channel to the supervisor.
 * Arguments: the worker's index in the plan, the segment's size, the supervisor's process id.
 */
import { readSync, writeSync } from 'node:fs'
import type { Plan } from '../graph/plan.ts'
import { openSegment } from '../memory/open-segment.ts'
import { readPlan } from '../memory/segment-header.ts'
import { systemCalls } from '../memory/system-calls.ts'
import type { ReplicaMessage } from '../worker/channel.ts'
import { enterWorker } from './inside-worker.ts'
import { CHANNEL_DESCRIPTOR, EXIT_FAILED, SEGMENT_DESCRIPTOR } from './process-convention.ts'
import { runReplica } from './run-replica.ts'

const [workerIndex, sizeBytes, supervisorId] = process.argv.slice(2).map(Number) as [number, number, number]

enterWorker()
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
// A module that cannot be imported is reported for the replica, once there is one.
await import((plan.workers[workerIndex] as Plan['workers'][number]).moduleUrl).catch(() => undefined)
const replicaId = readAssignment()
if (replicaId === undefined) process.exit(0)
const left = await runReplica(segment, plan, replicaId, send)
process.exit(left === 'failed' ? EXIT_FAILED : 0)

/** Blocks until the supervisor says which replica this is; undefined when it has no more use for this process. */
function readAssignment(): number | undefined {
  const buffer = Buffer.alloc(32)
  let text = ''
  while (!text.endsWith('\n')) {
    const bytes = readSync(0, buffer)
    if (bytes === 0) return undefined
    text += buffer.toString('utf8', 0, bytes)
  }
  return Number(text)
}
