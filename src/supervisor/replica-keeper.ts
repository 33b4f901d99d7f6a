/**
 * Keeps one replica embodied: starts it, learns of its end, decides with the restart policy, starts its successor. A replica
 * is dead when its exit was reaped, never before; a successor starts after that, so there are never two.
 *
 *     idle          not started, or terminated            left by start
 *     live          somebody embodies it                  left by an exit
 *     backing-off   dead, its successor waits             left by the timer, or by the end of the run
 *     isolated      nobody, its queues are emptied        left by the end of its inputs, or of the run
 *     gone          ended, or stopped as it was asked     final
 */

import { join } from 'node:path'
import { SupervisorWords } from '../controller/control-words.ts'
import { deathWord } from '../controller/death-cause.ts'
import { Life, lifeName, Wanted, waitKindName } from '../controller/states.ts'
import type { LogFields, LogLevel } from '../graph/context.ts'
import type { Care } from '../graph/define-system.ts'
import type { Plan, PlannedReplica } from '../graph/plan.ts'
import type { Embodiment, Exit, Host } from '../isolation/host.ts'
import type { Doorbell } from '../memory/doorbell.ts'
import { RecordPair } from '../memory/record.ts'
import { FIRINGS, PHASE, Phase, recordLayout } from '../memory/record-layout.ts'
import type { Segment } from '../memory/segment.ts'
import { doorbellOf } from '../queue/replica-ports.ts'
import type { ErrorFacts, KeptCapsule, ReplicaMessage } from '../worker/channel.ts'
import { type Cause, causeOf } from './cause.ts'
import { LastWords } from './last-words.ts'
import { processFacts } from './process-facts.ts'
import { RestartHistory, type RestartPolicy } from './restart-policy.ts'
import type { ReplicaStatus } from './status.ts'
import { Undertaker } from './undertaker.ts'

/** A look at the process costs a read from the kernel: once in so many looks at the words. */
const LOOKS_PER_PROCESS_LOOK = 10

/** What was replaced, for `checkAndRestart`. */
export interface Replacement {
  readonly worker: string
  readonly replica: number
  readonly cause: string
  readonly firing: number
}

export interface KeeperEvents {
  log(level: LogLevel, text: string, firing?: number, fields?: LogFields): void
  report(value: unknown): void
  /** The replica reached a state that somebody may wait for. */
  changed(): void
  /** No successor would fare better. */
  failed(reason: string, error: ErrorFacts | undefined): void
  /** Whether deaths are still answered by replacements. */
  mayRestart(): boolean
}

export class ReplicaKeeper {
  readonly worker: string
  readonly number: number
  readonly words: SupervisorWords
  state: 'idle' | 'live' | 'backing-off' | 'isolated' | 'gone' = 'idle'
  restarts = 0
  readonly #id: number
  readonly #care: Care
  readonly #host: Host
  readonly #events: KeeperEvents
  readonly #bell: Doorbell
  readonly #record: RecordPair
  readonly #history: RestartHistory
  readonly #startDeadlineMs: number
  readonly #runDirectory: string | null
  readonly #lastWords = new LastWords()
  #embodiment: Embodiment | undefined
  #incarnation = 0
  #commitsAtStart = 0
  #failure: { readonly stage: string; readonly fatal: boolean; readonly error: ErrorFacts } | undefined
  #timer: NodeJS.Timeout | undefined
  #terminated = false
  #isIsolated = false
  #undertaker: Undertaker | undefined
  readonly #makeUndertaker: () => Undertaker
  #paused = false
  /** Why we killed it ourselves, and whether its firing is to blame. */
  #verdict: Cause | undefined
  #recycling = false
  #wanted: number = Wanted.run
  #isSuspended = false
  #looks = 0
  #lastDeath: string | null = null
  #seenFiring = 0
  #seenSinceMs = 0
  readonly #replacements: Replacement[] = []
  readonly #joiners: (() => void)[] = []

  constructor(options: {
    readonly segment: Segment
    readonly plan: Plan
    readonly replica: PlannedReplica
    readonly worker: string
    readonly care: Care
    readonly host: Host
    readonly policy: RestartPolicy
    readonly startDeadlineMs: number
    readonly events: KeeperEvents
  }) {
    const { segment, plan, replica } = options
    this.worker = options.worker
    this.number = replica.number
    this.#id = replica.id
    this.#care = options.care
    this.#host = options.host
    this.#makeUndertaker = () => new Undertaker(segment, plan, replica.id, () => this.#host.kick?.())
    this.#events = options.events
    this.#startDeadlineMs = options.startDeadlineMs
    this.#runDirectory = plan.runDirectory
    this.words = new SupervisorWords(segment, plan, replica.id)
    this.#bell = doorbellOf(segment, plan, replica.id)
    this.#record = new RecordPair(
      segment.region(0, plan.controlBytes),
      replica.blockByteOffset,
      recordLayout(replica.shape),
    )
    this.#history = new RestartHistory(options.policy)
  }

  get isPaused(): boolean {
    return this.#paused || this.state !== 'live'
  }

  get pid(): number | undefined {
    return this.#embodiment?.pid
  }

  start(): void {
    if (this.state !== 'idle' && this.state !== 'backing-off') return
    clearTimeout(this.#timer)
    this.#terminated = false
    this.#failure = undefined
    this.#paused = false
    this.#verdict = undefined
    this.#isSuspended = false
    this.#incarnation += 1
    this.#commitsAtStart = this.words.commits()
    this.words.setIncarnation(this.#incarnation)
    this.words.setStarting(Life.starting)
    this.words.setWanted(this.#wanted)
    this.state = 'live'
    this.#embodiment = this.#host.start(this.#id, {
      message: (message) => this.#onMessage(message),
      line: (stream, text) => this.#say(stream === 'stdout' ? 'info' : 'warn', text),
      exit: (exit) => this.#onExit(exit),
    })
    this.#timer = setTimeout(() => {
      this.#condemn(`it did not finish setup within ${this.#startDeadlineMs} ms`, false)
    }, this.#startDeadlineMs)
  }

  setWanted(wanted: number): void {
    this.#wanted = wanted
    this.#recycling = false
    this.words.setWanted(wanted)
    this.#paused = false
    this.#bell.ring()
  }

  #condemn(text: string, blamesFiring: boolean): void {
    this.#verdict = { text, blamesFiring }
    this.kill()
  }

  kill(): void {
    // A thread is asked first: see ThreadHost. A process is not, so that it cannot leave in peace when it shall be replaced.
    if (this.pid === undefined) this.words.setWanted(Wanted.stop)
    this.#embodiment?.kill()
    this.#bell.ring()
  }

  /** Ends it without a successor. `start` may bring it back. */
  terminate(): void {
    if (this.state === 'gone') return
    this.#terminated = true
    if (this.state === 'live') this.kill()
    else this.#settle('idle')
  }

  /** Ends it for good: its outputs close, and what still comes for it is counted as dead letters. */
  isolate(): void {
    if (this.state === 'gone' || this.state === 'isolated') return
    this.#isIsolated = true
    if (this.#embodiment !== undefined) this.kill()
    else this.#layToRest()
  }

  #layToRest(): void {
    clearTimeout(this.#timer)
    this.state = 'isolated'
    this.#undertaker = this.#makeUndertaker()
    void this.#undertaker.run().then(() => this.#settle('gone'))
    this.#events.changed()
  }

  /** No successor any more: the run is ending. */
  abandon(): void {
    this.#undertaker?.stop()
    if (this.state === 'backing-off' || this.state === 'idle') this.#settle('gone')
  }

  /** Given up on: it was killed and its exit does not come. */
  forsake(): string {
    const pid = this.#embodiment?.pid
    this.#settle('gone')
    return `${this.worker}/${this.number}${pid === undefined ? '' : ` (pid ${pid})`}`
  }

  /** Resolves when nobody embodies it and nobody will. */
  join(): Promise<void> {
    if (this.state === 'gone' || this.state === 'idle') return Promise.resolve()
    return new Promise((resolve) => {
      this.#joiners.push(resolve)
    })
  }

  /** What was replaced since this was last asked. */
  takeReplacements(): Replacement[] {
    return this.#replacements.splice(0)
  }

  #onMessage(message: ReplicaMessage): void {
    switch (message.kind) {
      case 'ready':
        clearTimeout(this.#timer)
        return
      case 'paused':
        if (message.wish !== this.words.wish()) return
        this.#paused = true
        this.#events.changed()
        return
      case 'log':
        this.#say(message.level, message.text, message.firing, message.fields)
        return
      case 'report':
        this.#events.report(message.value)
        return
      case 'fault': {
        const what = message.givenUp
          ? `given up, its items are dead letters${this.#keepLastWords(message.capsule)}`
          : `attempt ${message.attempt}, tried again`
        this.#events.log(
          'error',
          `firing threw ${message.error.name}: ${message.error.message} (${what})`,
          message.firing,
          {
            stack: message.error.stack ?? '',
          },
        )
        return
      }
      case 'failure':
        this.#failure = message
        return
      default:
        message satisfies never
    }
  }

  #say(level: LogLevel, text: string, firing?: number, fields?: LogFields): void {
    this.#lastWords.add(level, text)
    this.#events.log(level, text, firing, fields)
  }

  /** Adds to a capsule what the replica said last; tells where it is. */
  #keepLastWords(capsule: KeptCapsule | undefined): string {
    if (capsule === undefined) return ''
    if ('problem' in capsule) return `; no capsule: ${capsule.problem}`
    if (this.#runDirectory !== null)
      this.#lastWords.write(join(this.#runDirectory, capsule.path.replace(/json$/, 'log')))
    return `; capsule ${capsule.path}`
  }

  #onExit(exit: Exit): void {
    clearTimeout(this.#timer)
    const pid = this.#embodiment?.pid
    this.#embodiment = undefined
    this.#paused = false
    this.#record.refresh()
    const record = this.#record.current()
    if (exit.code === 0 && this.#recycling && this.words.life() === Life.stopped) {
      this.state = 'idle'
      this.words.setWanted(this.#wanted)
      this.#recycling = false
      this.start()
      return
    }
    if (exit.code === 0 && (record[PHASE] === Phase.ended || this.words.life() === Life.stopped)) {
      this.#settle('gone')
      return
    }
    const cause = this.#verdict ?? causeOf(exit, this.#failure)
    const firing = record[FIRINGS] as number
    this.#lastDeath = cause.text
    if (!this.#events.mayRestart()) {
      this.#settle('gone')
      return
    }
    if (this.#isIsolated) {
      this.#layToRest()
      return
    }
    if (this.#terminated) {
      this.#settle('idle')
      return
    }
    const inFiring = this.words.firing() === ((firing + 1) | 0)
    if (inFiring && cause.blamesFiring) {
      const deaths = this.words.deathFiring() === (firing | 0) ? this.words.deathAttempts() : 0
      this.words.setDeathAttempts(firing, deaths + 1, deathWord(exit, this.#verdict !== undefined))
    }
    const who = pid === undefined ? '' : ` (pid ${pid})`
    const where = inFiring ? ` in firing ${firing}` : ''
    const decision =
      this.#failure?.fatal === true || this.#failure?.stage === 'import'
        ? ({ kind: 'give up', deaths: 1 } as const)
        : this.#history.died(Date.now(), this.words.commits() !== this.#commitsAtStart)
    if (decision.kind === 'give up') {
      const times = decision.deaths > 1 ? ` (${decision.deaths} deaths without progress)` : ''
      this.#events.log('error', `died${who}: ${this.#lastDeath}${where}; not replaced${times}`)
      // Said before this replica counts as gone: it may be the last one, and then the run would have ended well.
      this.#events.failed(`${this.#lastDeath}${times}`, this.#failure?.error)
      if (this.state === 'live') this.#settle('gone')
      return
    }
    this.restarts += 1
    const when = decision.delayMs === 0 ? 'at once' : `in ${Math.round(decision.delayMs)} ms`
    this.#events.log('warn', `died${who}: ${this.#lastDeath}${where}; replaced ${when} (restart ${this.restarts})`)
    this.#replacements.push({ worker: this.worker, replica: this.number, cause: this.#lastDeath, firing })
    this.state = 'backing-off'
    if (decision.delayMs === 0) this.start()
    else this.#timer = setTimeout(() => this.start(), decision.delayMs)
  }

  #settle(state: 'idle' | 'gone'): void {
    clearTimeout(this.#timer)
    this.state = state
    for (const joined of this.#joiners.splice(0)) joined()
    this.#events.changed()
  }

  /** Called every so often: notes since when the replica has been in the firing that it is in, and looks at its process. */
  observe(nowMs: number): void {
    const firing = this.words.firing()
    if (firing !== this.#seenFiring) {
      this.#seenFiring = firing
      this.#seenSinceMs = nowMs
    } else if (this.state === 'live') this.#checkDeadline(nowMs)
    this.#looks += 1
    if (this.state === 'live' && this.#looks % LOOKS_PER_PROCESS_LOOK === 0) this.#lookAtProcess()
  }

  #checkDeadline(nowMs: number): void {
    const { firingDeadlineMs } = this.#care
    if (firingDeadlineMs === null || this.#verdict !== undefined || nowMs - this.#seenSinceMs <= firingDeadlineMs)
      return
    this.#record.refresh()
    if (this.#seenFiring !== (((this.#record.current()[FIRINGS] as number) + 1) | 0)) return
    this.#condemn(`its firing took longer than firingDeadlineMs=${firingDeadlineMs}`, true)
  }

  #lookAtProcess(): void {
    const { pid } = this
    const facts = pid === undefined ? undefined : processFacts(pid)
    if (facts === undefined) return
    const isSuspended = facts.state === 'T'
    if (isSuspended && !this.#isSuspended)
      this.#events.log(
        'warn',
        `is stopped by a signal (pid ${pid}); it goes on when it gets SIGCONT, or is replaced when killed`,
      )
    this.#isSuspended = isSuspended
    const { maxRssMiB } = this.#care
    if (maxRssMiB === null || this.#recycling || this.#wanted > Wanted.drain || facts.rssBytes <= maxRssMiB * 2 ** 20)
      return
    this.#events.log(
      'info',
      `holds ${Math.round(facts.rssBytes / 2 ** 20)} MiB, more than maxRssMiB=${maxRssMiB}; replaced after this firing`,
    )
    this.#recycling = true
    this.words.setWanted(Wanted.stop)
    this.#bell.ring()
  }

  status(queueName: (queue: number) => string | null): ReplicaStatus {
    const life = lifeName(this.words.life())
    const embodied = this.state === 'live'
    const asleep = embodied && life === 'running'
    const waitsFor = asleep ? waitKindName(this.words.waitKind()) : 'none'
    this.#record.refresh()
    const firings = this.#record.current()[FIRINGS] as number
    const inFiring = embodied && this.words.firing() === ((firings + 1) | 0) ? firings : null
    return {
      number: this.number,
      state: this.#isIsolated ? 'isolated' : embodied || this.state === 'gone' ? life : 'dead',
      pid: this.#embodiment?.pid ?? null,
      commits: this.words.commits() >>> 0,
      inFiring,
      inFiringMs: inFiring === null || this.words.firing() !== this.#seenFiring ? null : Date.now() - this.#seenSinceMs,
      waitsFor,
      waitsForQueue: waitsFor === 'empty' || waitsFor === 'full' ? queueName(this.words.waitQueue()) : null,
      restarts: this.restarts,
      lastDeath: this.#lastDeath,
      rescuedWaits: this.words.rescuedWaits(),
    }
  }
}
