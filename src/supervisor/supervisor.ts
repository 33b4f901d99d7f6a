/**
 * Watches one run: its managers, its way to the end, its ledger. It reacts to exits when they are reaped and writes only
 * its own words; items never pass through it.
 *
 * Ways to the end, each with a deadline after which the next one follows:
 *
 *     drain   sources end, everyone works off what is queued     drainMs, then stop
 *     stop    everyone finishes the firing in hand and leaves    stopMs, then kill
 *     kill    SIGKILL                                            killMs, then those whose exit never comes are named
 */
import { Wanted } from '../controller/states.ts'
import { SavepointError, UnknownWorkerError, WorkerFailedError } from '../errors/run-errors.ts'
import type { LogFields, LogLevel } from '../graph/context.ts'
import type { Care, Isolation } from '../graph/define-system.ts'
import type { Plan, PlannedReplica } from '../graph/plan.ts'
import type { Host } from '../isolation/host.ts'
import type { Segment } from '../memory/segment.ts'
import { type Ledger, readLedger } from './ledger.ts'
import { ReplicaKeeper } from './replica-keeper.ts'
import type { RestartPolicy } from './restart-policy.ts'
import type { SupervisorEvent } from './run-log.ts'
import { type Savepoint, SavepointWriter } from './savepoint.ts'
import { readQueues, type SystemStatus } from './status.ts'
import { WorkerManager } from './worker-manager.ts'

export interface Deadlines {
  /** For everything that was queued to be worked off. Default 30000. */
  readonly drainMs: number
  /** For firings in progress to finish. Default 5000. */
  readonly stopMs: number
  /** For killed processes to be reaped. Default 3000. */
  readonly killMs: number
  /** For a new process to return from `setup`. Default 60000. */
  readonly startMs: number
}

export const DEFAULT_DEADLINES: Deadlines = { drainMs: 30_000, stopMs: 5_000, killMs: 3_000, startMs: 60_000 }

/** The supervisor looks at every replica's words this often; exits it learns of at once. */
const OBSERVE_EVERY_MS = 100

/** `finished`: all sources ended by themselves. The others: who ended it. */
export type Outcome = 'finished' | 'drained' | 'stopped' | 'killed' | 'failed'

export interface RunResult {
  readonly outcome: Outcome
  readonly ledger: Ledger
  readonly restarts: number
  /** Set when the outcome is `failed`. */
  readonly error: WorkerFailedError | undefined
  /** Processes that did not end although they were killed, by worker, replica and process id. */
  readonly leftBehind: readonly string[]
  readonly rescuedWaits: number
}

export class Supervisor {
  readonly managers: ReadonlyMap<string, WorkerManager>
  readonly finished: Promise<RunResult>
  readonly #segment: Segment
  readonly #plan: Plan
  readonly #keepers: readonly ReplicaKeeper[]
  readonly #deadlines: Deadlines
  readonly #emit: (event: SupervisorEvent) => void
  readonly #kickHosts: () => void
  readonly #closeHosts: () => void
  #phase: 'idle' | 'running' | 'draining' | 'stopping' | 'killing' | 'ended' = 'idle'
  #outcome: Outcome = 'finished'
  #error: WorkerFailedError | undefined
  #leftBehind: string[] = []
  #deadline: NodeJS.Timeout | undefined
  #observer: NodeJS.Timeout | undefined
  #finish: (result: RunResult) => void = () => undefined
  #waiters: (() => void)[] = []

  constructor(options: {
    readonly segment: Segment
    readonly plan: Plan
    readonly hostOf: (isolation: Isolation) => Host
    readonly policy: RestartPolicy
    readonly deadlines: Deadlines
    readonly emit: (event: SupervisorEvent) => void
  }) {
    const { segment, plan, hostOf } = options
    this.#segment = segment
    this.#plan = plan
    this.#deadlines = options.deadlines
    this.#emit = options.emit
    const hosts = new Set<Host>()
    const managers = new Map<string, WorkerManager>()
    for (const worker of plan.workers) {
      if (worker.isolation === 'caller') continue
      const host = hostOf(worker.isolation)
      hosts.add(host)
      const keepers = worker.replicas.map((id) => {
        const replica = plan.replicas[id] as PlannedReplica
        return new ReplicaKeeper({
          segment,
          plan,
          replica,
          worker: worker.name,
          care: worker.care,
          host,
          policy: options.policy,
          startDeadlineMs: options.deadlines.startMs,
          events: {
            log: (level, text, firing, fields) => this.#log(level, text, worker.name, replica.number, firing, fields),
            report: (value) => this.#emit({ kind: 'report', worker: worker.name, replica: replica.number, value }),
            changed: () => this.#changed(),
            failed: (reason) => this.#failed(worker.name, worker.care.onFailure, replica.number, reason),
            mayRestart: () => this.#phase === 'running' || this.#phase === 'draining',
          },
        })
      })
      managers.set(worker.name, new WorkerManager(worker.name, keepers, () => this.nextChange()))
    }
    this.managers = managers
    this.#keepers = [...managers.values()].flatMap((manager) => manager.keepers)
    this.#kickHosts = () => {
      for (const host of hosts) host.kick?.()
    }
    this.#closeHosts = () => {
      for (const host of hosts) host.close?.()
    }
    this.finished = new Promise((resolve) => {
      this.#finish = resolve
    })
  }

  get phase(): 'idle' | 'running' | 'draining' | 'stopping' | 'killing' | 'ended' {
    return this.#phase
  }

  start(): void {
    this.#phase = 'running'
    // A run that is resumed may have been on its way to an end.
    for (const keeper of this.#keepers) keeper.setWanted(Wanted.run)
    for (const keeper of this.#keepers) keeper.start()
    this.#observer = setInterval(() => {
      for (const keeper of this.#keepers) keeper.observe(Date.now())
    }, OBSERVE_EVERY_MS)
    this.#changed()
  }

  manager(name: string): WorkerManager {
    const manager = this.managers.get(name)
    if (manager === undefined) throw new UnknownWorkerError(name, [...this.managers.keys()])
    return manager
  }

  /** Resolves when every replica, or every one of `worker`, holds still. */
  async pause(worker?: string): Promise<void> {
    if (this.#phase !== 'running') return
    const pauses = this.#managersOf(worker).map((manager) => manager.pause())
    this.#kickHosts()
    await Promise.all(pauses)
  }

  resume(worker?: string): void {
    if (this.#phase !== 'running') return
    for (const manager of this.#managersOf(worker)) manager.resume()
    this.#kickHosts()
  }

  /** Who asks while one is being taken gets that one. */
  savepoint(): Promise<Savepoint> {
    this.#savepoint ??= this.#takeSavepoint().finally(() => {
      this.#savepoint = undefined
    })
    return this.#savepoint
  }

  #savepoint: Promise<Savepoint> | undefined

  async #takeSavepoint(): Promise<Savepoint> {
    if (this.#phase !== 'running') throw new SavepointError('the run is ending')
    const writer = new SavepointWriter(this.#segment, this.#plan)
    await writer.begin()
    const heldSinceMs = performance.now()
    const goOn = this.#keepers.filter((keeper) => keeper.words.wanted() !== Wanted.pause)
    try {
      await this.pause()
      const written = await writer.write()
      return { ...written, heldMs: Math.round(performance.now() - heldSinceMs) }
    } finally {
      // Whoever was told something else meanwhile, to drain or to stop, does that.
      for (const keeper of goOn) if (keeper.words.wanted() === Wanted.pause) keeper.setWanted(Wanted.run)
      this.#kickHosts()
    }
  }

  drain(deadlineMs: number = this.#deadlines.drainMs): void {
    if (this.#phase !== 'running') return
    this.#phase = 'draining'
    this.#outcome = 'drained'
    this.#want(Wanted.drain)
    this.#emit({ kind: 'draining' })
    this.#escalate(deadlineMs, () => {
      const stayed = readQueues(this.#segment, this.#plan).filter((queue) => queue.fill > 0)
      const where = stayed.map((queue) => `${queue.fill} in ${queue.name}`).join(', ') || 'nothing queued'
      this.#log('warn', `drain did not end within ${deadlineMs} ms (${where}); stopping`)
      this.stop()
    })
  }

  stop(deadlineMs: number = this.#deadlines.stopMs): void {
    if (this.#phase !== 'running' && this.#phase !== 'draining') return
    this.#phase = 'stopping'
    if (this.#outcome !== 'failed') this.#outcome = 'stopped'
    this.#want(Wanted.stop)
    this.#abandonDead()
    this.#escalate(deadlineMs, () => {
      this.#log('warn', `stop did not end within ${deadlineMs} ms (${this.#remaining()}); killing`)
      this.kill()
    })
  }

  kill(): void {
    if (this.#phase === 'ended' || this.#phase === 'killing') return
    this.#phase = 'killing'
    if (this.#outcome !== 'failed') this.#outcome = 'killed'
    for (const keeper of this.#keepers) keeper.kill()
    this.#kickHosts()
    this.#abandonDead()
    this.#escalate(this.#deadlines.killMs, () => {
      for (const keeper of this.#keepers) if (keeper.state === 'live') this.#leftBehind.push(keeper.forsake())
      this.#log('error', `killed and not gone within ${this.#deadlines.killMs} ms: ${this.#leftBehind.join(', ')}`)
      this.#changed()
    })
  }

  #abandonDead(): void {
    for (const keeper of this.#keepers) keeper.abandon()
    this.#changed()
  }

  #failed(worker: string, onFailure: Care['onFailure'], replica: number, reason: string): void {
    if (onFailure === 'fail') {
      this.#fail(new WorkerFailedError(worker, replica, reason))
      return
    }
    this.#log('error', 'isolated: its outputs are closed, what still comes for it are dead letters', worker, replica)
    for (const keeper of this.manager(worker).keepers) keeper.isolate()
  }

  #fail(error: WorkerFailedError): void {
    this.#error ??= error
    this.#outcome = 'failed'
    this.stop()
  }

  #want(wanted: number): void {
    for (const keeper of this.#keepers) keeper.setWanted(wanted)
    this.#kickHosts()
  }

  #escalate(deadlineMs: number, next: () => void): void {
    clearTimeout(this.#deadline)
    if (this.#phase !== 'ended') this.#deadline = setTimeout(next, deadlineMs)
  }

  #managersOf(worker: string | undefined): readonly WorkerManager[] {
    return worker === undefined ? [...this.managers.values()] : [this.manager(worker)]
  }

  #remaining(): string {
    return this.#keepers
      .filter((keeper) => keeper.state === 'live')
      .map((keeper) => `${keeper.worker}/${keeper.number}${keeper.pid === undefined ? '' : ` (pid ${keeper.pid})`}`)
      .join(', ')
  }

  /** Resolves at the next change of any replica's state, and when the run has ended. */
  nextChange(): Promise<void> {
    if (this.#phase === 'ended') return Promise.resolve()
    return new Promise((resolve) => {
      this.#waiters.push(resolve)
    })
  }

  #changed(): void {
    for (const resolve of this.#waiters.splice(0)) resolve()
    this.#emit({ kind: 'changed' })
    if (this.#phase === 'idle' || this.#phase === 'ended') return
    if (!this.#keepers.every((keeper) => keeper.state === 'gone')) return
    this.#phase = 'ended'
    clearTimeout(this.#deadline)
    clearInterval(this.#observer)
    this.#closeHosts()
    this.#finish({
      outcome: this.#outcome,
      ledger: readLedger(this.#segment, this.#plan),
      restarts: this.#keepers.reduce((sum, keeper) => sum + keeper.restarts, 0),
      error: this.#error,
      leftBehind: this.#leftBehind,
      rescuedWaits: this.#keepers.reduce((sum, keeper) => sum + keeper.words.rescuedWaits(), 0),
    })
  }

  status(): SystemStatus {
    const queueName = (queue: number) => this.#plan.queues[queue]?.name ?? null
    const workers = [...this.managers.values()].map((manager) => ({
      name: manager.name,
      replicas: manager.keepers.map((keeper) => keeper.status(queueName)),
    }))
    return {
      system: this.#plan.system,
      phase: this.#visiblePhase(),
      workers,
      queues: readQueues(this.#segment, this.#plan),
    }
  }

  #visiblePhase(): SystemStatus['phase'] {
    if (this.#phase === 'draining' || this.#phase === 'ended') return this.#phase
    if (this.#phase === 'stopping' || this.#phase === 'killing') return 'stopping'
    const live = this.#keepers.filter((keeper) => keeper.state === 'live')
    if (live.length === 0 || !live.some((keeper) => keeper.words.wanted() === Wanted.pause)) return 'running'
    return live.every((keeper) => keeper.isPaused) ? 'paused' : 'pausing'
  }

  #log(level: LogLevel, text: string, worker?: string, replica?: number, firing?: number, fields?: LogFields): void {
    this.#emit({ kind: 'log', record: { timeMs: Date.now(), level, worker, replica, firing, text, fields } })
  }
}
