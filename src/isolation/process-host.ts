import type { Plan, PlannedReplica } from '../graph/plan.ts'
import type { Embodiment, EmbodimentEvents, Host, HostOptions } from './host.ts'
import { WorkerProcess } from './worker-process.ts'

/**
 * Starts each incarnation as a process. Where a worker asks for spares, that many processes with its module loaded stand by, so
 * that a replacement costs a line to one of them instead of a start. A spare is made when a replica of its worker
 * has come up, never while one is coming up: recovery has the processor first.
 */
export class ProcessHost implements Host {
  readonly #options: HostOptions
  readonly #spares = new Map<number, WorkerProcess[]>()
  #closed = false

  constructor(options: HostOptions) {
    this.#options = options
  }

  start(replicaId: number, events: EmbodimentEvents): Embodiment {
    const { segment, plan } = this.#options
    const workerIndex = (plan.replicas[replicaId] as PlannedReplica).worker
    const process = this.#takeSpare(workerIndex) ?? new WorkerProcess(segment, workerIndex)
    process.assign(replicaId, {
      ...events,
      message: (message) => {
        if (message.kind === 'ready') this.#makeSpares(workerIndex)
        events.message(message)
      },
    })
    return process
  }

  /** Ends the spares. Replicas are their keepers' business. */
  close(): void {
    this.#closed = true
    for (const spares of this.#spares.values()) for (const spare of spares) spare.kill()
    this.#spares.clear()
  }

  #takeSpare(workerIndex: number): WorkerProcess | undefined {
    const spares = this.#spares.get(workerIndex) ?? []
    for (let spare = spares.shift(); spare !== undefined; spare = spares.shift()) if (spare.isAlive) return spare
    return undefined
  }

  #makeSpares(workerIndex: number): void {
    const { segment, plan } = this.#options
    const { spares: wanted } = (plan.workers[workerIndex] as Plan['workers'][number]).care
    const spares = (this.#spares.get(workerIndex) ?? []).filter((spare) => spare.isAlive)
    while (!this.#closed && spares.length < wanted) spares.push(new WorkerProcess(segment, workerIndex))
    this.#spares.set(workerIndex, spares)
  }
}
