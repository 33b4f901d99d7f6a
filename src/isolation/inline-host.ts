/**
 * The reference semantics: all replicas in this thread, one step after another, over the same memory, lanes and commits as
 * in processes. Asynchronous firings are awaited in their turn.
 */
import type { WorkerDefinition } from '../graph/define-worker.ts'
import type { PlannedReplica } from '../graph/plan.ts'
import { errorFacts } from '../worker/channel.ts'
import { Replica, ReplicaFailure, type Step } from '../worker/replica.ts'
import { monotonicUs } from '../worker/replica-context.ts'
import type { Embodiment, EmbodimentEvents, Host, HostOptions } from './host.ts'
import { EXIT_FAILED } from './process-convention.ts'
import { Rings } from './rings.ts'

/** The calling program's own timers and sockets get their turn at least this often. */
const LONGEST_BURST_US = 5000

interface Resident {
  readonly replica: Replica
  readonly events: EmbodimentEvents
  readonly replicaId: number
  killed: boolean
  started: boolean
}

/** The replica that a printed line is ascribed to. */
export interface Speaker {
  readonly worker: string
  readonly replica: number
  readonly firing: number
}

export class InlineHost implements Host {
  readonly #options: HostOptions
  readonly #definitions: ReadonlyMap<string, WorkerDefinition>
  readonly #residents: Resident[] = []
  #stepping: Resident | undefined
  #running = false
  #kick: (() => void) | undefined
  #kicked = false

  constructor(options: HostOptions, definitions: ReadonlyMap<string, WorkerDefinition>) {
    this.#options = options
    this.#definitions = definitions
  }

  start(replicaId: number, events: EmbodimentEvents): Embodiment {
    const { segment, plan } = this.#options
    const planned = plan.replicas[replicaId] as PlannedReplica
    const worker = plan.workers[planned.worker]?.name ?? ''
    const definition = this.#definitions.get(worker) as WorkerDefinition
    const replica = new Replica({
      segment,
      plan,
      replica: replicaId,
      definition,
      send: (message) => events.message(message),
    })
    const resident: Resident = { replica, events, replicaId, killed: false, started: false }
    replica.context.onWake(() => this.kick())
    this.#residents.push(resident)
    this.#residents.sort((a, b) => a.replicaId - b.replicaId)
    this.kick()
    if (!this.#running) void this.#run()
    return {
      pid: undefined,
      kill: () => {
        resident.killed = true
        this.kick()
      },
    }
  }

  /** Whose code is being run: what is printed meanwhile is most likely of its making. */
  get speaker(): Speaker | undefined {
    if (this.#stepping === undefined) return undefined
    const { replica } = this.#stepping
    return { worker: replica.context.worker, replica: replica.context.replica, firing: replica.ports.firings }
  }

  /** How those who live beside the replicas, in the calling program, learn that something may have come for them. */
  wakeups(): { readonly rings: Rings; committed(): void; close(): Promise<void> } {
    const rings = new Rings()
    this.#beside.add(rings)
    return {
      rings,
      committed: () => this.kick(),
      close: async () => void this.#beside.delete(rings),
    }
  }

  readonly #beside = new Set<Rings>()

  #endPass(): void {
    for (const rings of this.#beside) rings.ring()
  }

  /** Something outside has changed: look again. */
  kick(): void {
    this.#kicked = true
    this.#kick?.()
  }

  async #run(): Promise<void> {
    this.#running = true
    // Whoever starts several replicas in a row has them all before the first step.
    await nextTurn()
    let burstEndsUs = monotonicUs() + LONGEST_BURST_US
    while (this.#residents.length > 0) {
      this.#kicked = false
      let fired = false
      let dueUs = Number.POSITIVE_INFINITY
      for (const resident of [...this.#residents]) {
        const step = await this.#step(resident)
        if (step === 'fired') fired = true
        else if (step === 'waiting') dueUs = Math.min(dueUs, resident.replica.dueUs)
      }
      this.#stepping = undefined
      if (fired) this.#endPass()
      if (!fired && !this.#kicked) await this.#idle(dueUs)
      else if (monotonicUs() > burstEndsUs) await nextTurn()
      else continue
      burstEndsUs = monotonicUs() + LONGEST_BURST_US
    }
    this.#running = false
    this.#endPass()
  }

  async #step(resident: Resident): Promise<Step> {
    this.#stepping = resident
    const { replica } = resident
    if (resident.killed) return this.#leave(resident, null, 'SIGKILL')
    try {
      if (!resident.started) {
        resident.started = true
        await replica.start()
        return 'fired'
      }
      const pending = replica.step()
      const step = typeof pending === 'string' ? pending : await pending
      if (step === 'ended' || step === 'stopped') this.#leave(resident, 0, null)
      else if (step !== 'fired') replica.describeWait()
      return step
    } catch (thrown) {
      if (!(thrown instanceof ReplicaFailure))
        resident.events.message({ kind: 'failure', stage: 'firing', fatal: true, error: errorFacts(thrown) })
      return this.#leave(resident, EXIT_FAILED, null)
    }
  }

  #leave(resident: Resident, code: number | null, signal: NodeJS.Signals | null): Step {
    this.#residents.splice(this.#residents.indexOf(resident), 1)
    resident.events.exit({ code, signal })
    return 'fired'
  }

  #idle(dueUs: number): Promise<void> {
    return new Promise((resolve) => {
      const delayMs = Math.min(2 ** 31 - 1, Math.max(0, (dueUs - monotonicUs()) / 1000))
      const timer = dueUs === Number.POSITIVE_INFINITY ? undefined : setTimeout(() => this.#kick?.(), delayMs)
      this.#kick = () => {
        clearTimeout(timer)
        this.#kick = undefined
        resolve()
      }
    })
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
