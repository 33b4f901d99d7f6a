/**
 * The supervisor as a process of its own: a calling program that computes does not delay it. It ends with the run, and
 * with the calling program, however that ends; the workers end with it.
 */
import type { Plan } from '../graph/plan.ts'
import { ProcessHost } from '../isolation/process-host.ts'
import { ThreadHost } from '../isolation/thread-host.ts'
import { MappedSegment } from '../memory/mapped-segment.ts'
import { readPlan } from '../memory/segment-header.ts'
import { systemCalls } from '../memory/system-calls.ts'
import { Supervisor } from '../supervisor/supervisor.ts'
import { perform } from '../supervisor/verbs.ts'
import { errorFacts } from '../worker/channel.ts'
import {
  type FromSupervisor,
  SUPERVISOR_SEGMENT_DESCRIPTOR,
  type SupervisorStart,
  type ToSupervisor,
} from './supervisor-protocol.ts'

systemCalls().dieWithParent()
if (process.ppid !== Number(process.argv[2])) process.exit(1)

let supervisor: Supervisor | undefined

const send = (message: FromSupervisor): void => {
  if (process.connected) process.send?.(message)
}

process.on('message', (message: ToSupervisor) => {
  if (message.kind === 'begin') begin(message.start, message.sizeBytes)
  else void answer(message)
})
process.on('disconnect', () => process.exit(1))
process.on('SIGTERM', () => supervisor?.drain())

function begin({ policy, deadlines }: SupervisorStart, sizeBytes: number): void {
  const segment = MappedSegment.open(SUPERVISOR_SEGMENT_DESCRIPTOR, sizeBytes)
  const plan = JSON.parse(new TextDecoder().decode(readPlan(segment))) as Plan
  const threads = new ThreadHost({ segment, plan })
  const processes = new ProcessHost({ segment, plan })
  supervisor = new Supervisor({
    segment,
    plan,
    policy,
    deadlines,
    hostOf: (isolation) => (isolation === 'thread' ? threads : processes),
    emit: (event) => send({ kind: 'event', event }),
  })
  void supervisor.finished.then((result) => {
    const { error } = result
    const failed = error && { worker: error.worker, replica: error.replica, reason: error.reason }
    if (!process.connected) process.exit(1)
    process.send?.({ kind: 'finished', result: { ...result, error: undefined }, failed } satisfies FromSupervisor, () =>
      process.exit(0),
    )
  })
  supervisor.start()
}

async function answer(message: ToSupervisor & { kind: 'ask' }): Promise<void> {
  try {
    const value = supervisor === undefined ? undefined : await perform(supervisor, message.verb, message.parameters)
    send({ kind: 'answer', id: message.id, value, error: undefined })
  } catch (thrown) {
    send({ kind: 'answer', id: message.id, value: undefined, error: errorFacts(thrown) })
  }
}
