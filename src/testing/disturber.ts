/**
 * Carries a plan of disturbances out on a live run, and measures how long each replacement takes. Works beside the supervisor, in
 * the same process: a process id that the status shows has not been reaped, so a signal never reaches a stranger.
 */

import type { Trial } from '../graph/trial.ts'
import type { LogRecord } from '../supervisor/run-log.ts'
import type { ReplicaStatus } from '../supervisor/status.ts'
import type { Control } from '../system/control.ts'
import { dueDisturbance, isInjected, markDisturbance } from '../worker/disturbed.ts'
import type { ChaosStep } from './chaos-plan.ts'

/** A disturbance that has happened. */
export interface ChaosHappened {
  readonly kind: ChaosStep['kind']
  readonly worker: string
  readonly replica: number
  readonly pid: number | null
  /** Since the start of the run. */
  readonly atMs: number
}

interface Recovery {
  readonly killedMs: number
  readonly restartsBefore: number
  /** Commits of the dead one, known when its death is. */
  commits: number | undefined
}

/** While somebody is awaited (a successor, its first commit), how often to look: the resolution of the recovery times. */
const LOOK_EVERY_MS = 1

export class Disturber {
  readonly counts = { kill: 0, stop: 0, throw: 0 }
  /** From each SIGKILL to the first commit of the successor, in milliseconds. */
  readonly recoveriesMs: number[] = []
  readonly #trial: Pick<Trial, 'folder'>
  readonly #steps: ReadonlyMap<number, ChaosStep>
  readonly #happened: (happened: ChaosHappened) => void
  readonly #begun = new Set<number>()
  readonly #recoveries = new Map<string, Recovery>()
  readonly #killed = new Map<string, number>()
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #startedMs = performance.now()
  #control: Control | undefined
  #looking: NodeJS.Timeout | undefined

  constructor(trial: Pick<Trial, 'folder'>, steps: readonly ChaosStep[], happened: (happened: ChaosHappened) => void) {
    this.#trial = trial
    this.#steps = new Map(steps.map((step) => [step.id, step]))
    this.#happened = happened
  }

  /** The run lives. */
  begin(control: Control): void {
    this.#control = control
    for (const step of this.#steps.values()) if (step.atMs !== null) this.#later(step.atMs, () => this.#perform(step))
  }

  /** The run is over: whoever is still awaited will not come. */
  end(): void {
    this.#control = undefined
    clearTimeout(this.#looking)
    for (const timer of this.#timers) clearTimeout(timer)
  }

  /** To be given everything that workers report: a replica asks for its signals in this way. */
  onReport(value: unknown): void {
    const step = this.#steps.get(dueDisturbance(value) ?? -1)
    if (step !== undefined) void this.#perform(step)
  }

  /** To be given every log line: the supervisor logs a death before it starts the successor. */
  onLog({ worker, replica, text }: LogRecord): void {
    if (worker === undefined || replica === undefined) return
    if (isInjected(text)) this.#count('throw', worker, replica, null)
    const recovery = this.#recoveries.get(nameOf(worker, replica))
    // The status is taken now, although it is handed over later.
    if (recovery?.commits === undefined) void this.#look(worker, replica).then((status) => noteDeath(recovery, status))
  }

  async #perform(step: ChaosStep): Promise<void> {
    if (this.#begun.has(step.id)) return
    this.#begun.add(step.id)
    if (step.kind === 'stop') await this.#stop(step)
    if (step.kind !== 'kill') return
    await this.#kill(step)
    const { againAfterMs } = step
    if (againAfterMs !== null) this.#later(againAfterMs, () => this.#kill(step))
  }

  async #kill(step: ChaosStep): Promise<void> {
    const { id, worker, replica } = step
    const victim = await this.#alive(worker, replica)
    if (victim === undefined) return
    const name = nameOf(worker, replica)
    // Another step may have waited for the same process.
    if (this.#killed.get(name) === victim.pid) return this.#kill(step)
    markDisturbance(this.#trial, id)
    this.#recoveries.set(name, {
      killedMs: performance.now(),
      restartsBefore: victim.restarts,
      commits: undefined,
    })
    this.#killed.set(name, victim.pid)
    process.kill(victim.pid, 'SIGKILL')
    this.#count('kill', worker, replica, victim.pid)
    this.#lookLater()
  }

  async #stop({ id, worker, replica, stopMs }: ChaosStep): Promise<void> {
    const victim = await this.#alive(worker, replica)
    if (victim === undefined) return
    const { pid } = victim
    markDisturbance(this.#trial, id)
    process.kill(pid, 'SIGSTOP')
    this.#count('stop', worker, replica, pid)
    this.#later(stopMs, async () => {
      if ((await this.#look(worker, replica))?.pid === pid) process.kill(pid, 'SIGCONT')
    })
  }

  /** The replica as soon as it has a process that nobody has killed yet; undefined when it will have none any more. */
  async #alive(worker: string, replica: number): Promise<(ReplicaStatus & { readonly pid: number }) | undefined> {
    for (;;) {
      const status = await this.#look(worker, replica)
      if (status === undefined) return undefined
      const { pid, state } = status
      if (pid !== null && pid !== this.#killed.get(nameOf(worker, replica))) return { ...status, pid }
      if (pid === null && state !== 'dead') return undefined
      await new Promise<void>((resolve) => this.#later(LOOK_EVERY_MS, resolve))
    }
  }

  async #look(worker: string, replica: number): Promise<ReplicaStatus | undefined> {
    try {
      const status = await this.#control?.perform('status')
      return status?.workers.find(({ name }) => name === worker)?.replicas[replica]
    } catch {
      return undefined
    }
  }

  #lookLater(): void {
    clearTimeout(this.#looking)
    if (this.#recoveries.size > 0 && this.#control !== undefined)
      this.#looking = setTimeout(() => void this.#lookAtRecoveries(), LOOK_EVERY_MS)
  }

  async #lookAtRecoveries(): Promise<void> {
    const status = await this.#control?.perform('status').catch(() => undefined)
    const nowMs = performance.now()
    for (const { name: worker, replicas } of status?.workers ?? [])
      for (const replica of replicas) {
        const name = nameOf(worker, replica.number)
        const recovery = this.#recoveries.get(name)
        if (recovery === undefined) continue
        noteDeath(recovery, replica)
        const isOver = replica.state === 'ended' || replica.state === 'stopped'
        const hasCommitted = recovery.commits !== undefined && replica.commits !== recovery.commits
        if (hasCommitted) this.recoveriesMs.push(nowMs - recovery.killedMs)
        if (hasCommitted || isOver) this.#recoveries.delete(name)
      }
    this.#lookLater()
  }

  #count(kind: ChaosStep['kind'], worker: string, replica: number, pid: number | null): void {
    this.counts[kind] += 1
    this.#happened({ kind, worker, replica, pid, atMs: performance.now() - this.#startedMs })
  }

  #later(delayMs: number, then: () => unknown): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      void then()
    }, delayMs)
    this.#timers.add(timer)
  }
}

function noteDeath(recovery: Recovery | undefined, status: ReplicaStatus | undefined): void {
  if (recovery === undefined || status === undefined || status.restarts === recovery.restartsBefore) return
  recovery.commits ??= status.commits
}

function nameOf(worker: string, replica: number): string {
  return `${worker}/${replica}`
}
