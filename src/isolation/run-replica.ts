import { ReplicaWords } from '../controller/control-words.ts'
import type { Plan, PlannedReplica } from '../graph/plan.ts'
import { DOORBELL } from '../memory/record-layout.ts'
import type { Segment } from '../memory/segment.ts'
import type { ReplicaChannel } from '../worker/channel.ts'
import { errorFacts } from '../worker/channel.ts'
import { Replica, ReplicaFailure } from '../worker/replica.ts'
import { BellListener } from './bell-listener.ts'
import { runBlocking } from './blocking-loop.ts'
import { crashWhereAsked } from './crash-where-asked.ts'
import { runInEventLoop } from './event-loop.ts'
import { loadDefinition } from './load-definition.ts'
import { sendPrintedLines } from './printed-lines.ts'

/**
 * Lives the life of one incarnation of a replica, in a process or thread of its own: import, set up, fire until it ends
 * or is stopped. Everything that goes wrong has been sent by the time it returns `failed`.
 */
export async function runReplica(
  segment: Segment,
  plan: Plan,
  replicaId: number,
  send: ReplicaChannel,
): Promise<'ended' | 'stopped' | 'failed'> {
  const planned = plan.replicas[replicaId] as PlannedReplica
  const worker = plan.workers[planned.worker] as Plan['workers'][number]
  crashWhereAsked(`${worker.name}/${planned.number}`, new ReplicaWords(segment, plan, replicaId).incarnation())
  let replica: Replica
  try {
    const definition = await loadDefinition(worker.name, worker.moduleUrl, worker.indexInModule)
    replica = new Replica({ segment, plan, replica: replicaId, definition, send })
    sendPrintedLines(replica.context.log)
  } catch (thrown) {
    send({ kind: 'failure', stage: 'import', fatal: false, error: errorFacts(thrown) })
    return 'failed'
  }
  let listener: BellListener | undefined
  try {
    await replica.start()
    let pending: ReturnType<Replica['step']> | undefined
    if (!replica.waitsInEventLoop) {
      const left = runBlocking(replica)
      if (typeof left === 'string') return left
      pending = left
    }
    listener = new BellListener(segment, plan.controlBytes, planned.blockByteOffset + DOORBELL).hold()
    return await runInEventLoop(replica, listener, pending as Promise<never> | undefined)
  } catch (thrown) {
    if (thrown instanceof ReplicaFailure) return 'failed'
    throw thrown
  } finally {
    listener?.close()
    replica.bell.ring()
  }
}
