/**
 * One running replica: takes items by its rule, calls the worker's functions, commits. `step` does one thing and never
 * blocks; who calls it, and how it waits in between, is the business of the isolation.
 */

import { ReplicaWords } from '../controller/control-words.ts'
import { describeDeath } from '../controller/death-cause.ts'
import { Life, WaitKind, Wanted, wantedBy } from '../controller/states.ts'
import { WrongResultError } from '../errors/firing-errors.ts'
import { KahnveyorError } from '../errors/kahnveyor-error.ts'
import { end, notYet, type Pace, type WorkerDefinition } from '../graph/define-worker.ts'
import type { Plan, PlannedReplica, PlannedWorker } from '../graph/plan.ts'
import type { Trial } from '../graph/trial.ts'
import { crashPoint } from '../memory/crash-point.ts'
import type { Doorbell } from '../memory/doorbell.ts'
import { Phase } from '../memory/record-layout.ts'
import type { Segment } from '../memory/segment.ts'
import type { OutputPort } from '../queue/output-port.ts'
import { ReplicaPorts } from '../queue/replica-ports.ts'
import type { Capsule } from './capsule.ts'
import { errorFacts, type KeptCapsule, type ReplicaChannel } from './channel.ts'
import { Disturbances } from './disturbed.ts'
import { ByTimestampTaking, DriverTaking, type InputTaking, NoTaking, SingleTaking, ZipTaking } from './input-taking.ts'
import { keepCapsule } from './keep-capsule.ts'
import { monotonicUs, ReplicaContext } from './replica-context.ts'
import { decodeState, encodeState } from './state-codec.ts'

/**
 * `fired`: something was done, step again. `waiting`: nothing can be done before the doorbell rings or `dueUs` is reached.
 * `paused`: as asked; the doorbell ends it. `ended` and `stopped`: leave.
 */
export type Step = 'fired' | 'waiting' | 'paused' | 'ended' | 'stopped'

/** A firing is given up after this many exceptions and deaths. */
export const ATTEMPTS_MAX = 3

/** How long a replica on trial waits for the signal that it has asked for. */
const SIGNAL_WAIT_US = 10_000_000

/** Codes of mistakes in a worker, or of faults outside, that are no item's fault and that no retry could mend. */
const FATAL_CODES = new Set([
  'KV_FIRING_TOO_LARGE',
  'KV_STATE_TOO_LARGE',
  'KV_WRONG_RESULT',
  'KV_CAPACITY_TOO_SMALL',
  'KV_OUTPUT_FILE',
  'KV_INPUT_FILE',
  'KV_OUTSIDE_FAULT',
])

/** The replica cannot go on; what is to be said about it has been sent. */
export class ReplicaFailure extends Error {}

type FireFunction = (self: unknown, second: unknown, third: unknown) => unknown

export class Replica {
  readonly ports: ReplicaPorts
  readonly words: ReplicaWords
  readonly context: ReplicaContext
  /** When `waiting` ends by itself, in monotonic microseconds; infinity when only the doorbell ends it. */
  dueUs = Number.POSITIVE_INFINITY
  /** When a paced source takes its next turn, or a driver fires without being woken. */
  #nextUs = Number.POSITIVE_INFINITY
  readonly #definition: WorkerDefinition
  readonly #plan: Plan
  readonly #worker: PlannedWorker
  readonly #replica: PlannedReplica
  readonly #taking: InputTaking
  readonly #out: Record<string, unknown> = {}
  readonly #send: ReplicaChannel
  readonly #where: string
  readonly #call: FireFunction
  #self: unknown
  #isSetUp = false
  #finished = false

  constructor(options: {
    readonly segment: Segment
    readonly plan: Plan
    readonly replica: number
    readonly definition: WorkerDefinition
    readonly send: ReplicaChannel
  }) {
    const { segment, plan, definition, send } = options
    this.#definition = definition
    this.#plan = plan
    this.#replica = plan.replicas[options.replica] as PlannedReplica
    this.#worker = plan.workers[this.#replica.worker] as PlannedWorker
    this.#where = `${this.#worker.name}/${this.#replica.number}`
    this.#send = send
    this.words = new ReplicaWords(segment, plan, options.replica)
    this.ports = new ReplicaPorts(segment, plan, this.#replica, (_, port) => {
      const message = definition.inputs[port] ?? definition.outputs[port]
      if (message === undefined) throw new WrongResultError(this.#where, `has no port ${port} in its module`)
      return message
    })
    this.context = new ReplicaContext({
      worker: this.#worker.name,
      replica: this.#replica.number,
      seed: plan.seed,
      run: plan.runId,
      runDirectory: plan.runDirectory,
      send,
    })
    this.context.onWake(() => this.ports.bell.ring())
    for (const output of this.ports.outputs)
      this.#out[output.name] = { put: (item: unknown) => output.put(item), claim: () => output.claim() }
    this.#taking = this.#makeTaking(plan)
    this.ports.promisingInput = this.#promiseOf(this.#taking)
    const fire = definition.options.fire as FireFunction
    this.#call = plan.trial === null ? fire : this.#onTrial(plan.trial, fire)
  }

  #onTrial(trial: Trial, fire: FireFunction): FireFunction {
    const disturbances = new Disturbances(
      trial,
      this.context,
      (due) => this.#send({ kind: 'report', value: due }),
      () => this.#waitForSignal(),
    )
    if (disturbances.areOver) return fire
    return (self, second, third) => {
      disturbances.meet(this.ports.firings)
      return fire(self, second, third)
    }
  }

  #waitForSignal(): void {
    for (const endUs = monotonicUs() + SIGNAL_WAIT_US; monotonicUs() < endUs; )
      this.bell.sleep(this.bell.bell(), SIGNAL_WAIT_US / 1000)
  }

  #makeTaking(plan: Plan): InputTaking {
    const { inputs } = this.ports
    const { rule, kind } = this.#definition
    if (kind === 'driver') return new DriverTaking(inputs)
    if (rule?.kind === 'zip') return new ZipTaking(inputs)
    if (rule?.kind === 'byTimestamp') return new ByTimestampTaking(inputs, rule)
    const input = inputs[0]
    if (input === undefined) return new NoTaking()
    // Where several writers stand on the other side, all that is kept may have come from one of them.
    const lanes = this.#replica.inputs[0]?.lanes ?? []
    return new SingleTaking(input, Math.min(...lanes.map((lane) => plan.lanes[lane]?.capacity ?? 0)))
  }

  /** The end of the inputs promises nothing yet where `finish` may still put items. */
  #promiseOf({ promising }: InputTaking): InputTaking['promising'] {
    if (promising === undefined || this.#definition.options.finish === undefined) return promising
    return {
      earliestTime: (ahead) => {
        const timeUs = promising.earliestTime(ahead)
        return timeUs === Number.POSITIVE_INFINITY ? Number.NEGATIVE_INFINITY : timeUs
      },
    }
  }

  get bell(): Doorbell {
    return this.ports.bell
  }

  get isDriver(): boolean {
    return this.#definition.kind === 'driver'
  }

  /** True where the process waits through its event loop. */
  get waitsInEventLoop(): boolean {
    const { waits, fire } = this.#definition.options
    return (waits ?? (this.isDriver || isAsync(fire) ? 'event-loop' : 'blocking')) === 'event-loop'
  }

  /** Takes up the committed record, makes the worker's object, restores its state. Throws ReplicaFailure when that fails. */
  async start(): Promise<void> {
    this.words.setLife(Life.starting)
    this.ports.resume()
    if (this.ports.phase === Phase.ended) return
    try {
      await this.#setUp()
    } catch (thrown) {
      throw this.#failure('setup', thrown)
    }
    this.words.setLife(Life.running)
    this.#send({ kind: 'ready' })
    // A driver's first firing comes by itself, so that a replacement takes its device up at once.
    if (this.isDriver) this.context.wake()
    this.#skipPoison()
  }

  #setUp(): void | Promise<void> {
    const { setup } = this.#definition.options
    this.context.beginFiring(this.ports.firings, -1)
    const made = setup?.(this.#worker.args, this.context)
    const take = (self: unknown): void => {
      this.#self = self
      this.#isSetUp = true
      this.#restore()
    }
    return made instanceof Promise ? made.then(take) : take(made)
  }

  #restore(): void {
    const { state } = this.#definition.options
    if (state === undefined) return
    this.ports.keepState(() => encodeState(state.snapshot(this.#self)))
    const committed = this.ports.committedState()
    if (committed !== undefined) state.restore(this.#self, decodeState(committed))
  }

  /** Deaths in one firing count as attempts: at the limit the firing is passed over, with what it had in hand. */
  #skipPoison(): void {
    const { firings } = this.ports
    const deaths = this.words.deathAttempts(firings)
    const exceptions = this.words.exceptionAttempts(firings)
    if (deaths + exceptions < ATTEMPTS_MAX) {
      this.#startOver()
      return
    }
    const message =
      deaths === 0
        ? `the firing threw ${exceptions} times, and its process was killed while it was given up`
        : `the firing ended ${deaths} processes, the last by ${describeDeath(this.words.deathCause(firings))}`
    this.#fault(new Error(message), deaths + exceptions, true, { kind: 'death', message })
    this.#passOver()
  }

  step(): Step | Promise<Step> {
    if (this.ports.phase === Phase.ended) return this.#leave('ended', Life.ended)
    const wish = this.words.wish()
    const wanted = wantedBy(wish)
    if (wanted !== Wanted.run) {
      if (wanted === Wanted.stop) return this.#leave('stopped', Life.stopped)
      if (wanted === Wanted.pause) {
        this.words.setLife(Life.paused)
        if (wish !== this.#acknowledged) this.#send({ kind: 'paused', wish })
        this.#acknowledged = wish
        return 'paused'
      }
      if (this.ports.phase === Phase.running && this.#endOutputs()) return 'fired'
    }
    this.words.setLife(Life.running)
    switch (this.#taking.prepare()) {
      case 'wait':
        return this.#isDriverDue() ? this.#fireIfSpace() : this.#wait(WaitKind.empty, this.#emptyQueue())
      case 'skip':
        this.#taking.consume(this.ports.dropped)
        this.ports.commit()
        return 'fired'
      case 'end':
        return this.#finish()
      case 'fire':
        return this.#fireIfSpace()
    }
  }

  /** The last wish to pause that was answered; none for a new incarnation. */
  #acknowledged: number | undefined

  /** Drain: a source has ended, a driver closes its outputs and reads on. Others end when their inputs do. */
  #endOutputs(): boolean {
    if (this.#definition.kind === 'transform') return false
    this.ports.phase = this.#definition.kind === 'source' ? Phase.ended : Phase.draining
    this.ports.commit()
    return true
  }

  #isDriverDue(): boolean {
    if (!(this.#taking instanceof DriverTaking)) return false
    if (this.ports.phase === Phase.draining) {
      if (!this.#taking.isExhausted()) return false
      this.ports.phase = Phase.ended
      this.ports.commit()
      return false
    }
    return this.context.takeWake() || monotonicDue(this.#nextUs)
  }

  #fireIfSpace(): Step | Promise<Step> {
    if (this.#definition.kind === 'source' && this.#nextUs !== Number.POSITIVE_INFINITY && !monotonicDue(this.#nextUs))
      return this.#wait(WaitKind.time, 0)
    const full = this.ports.phase === Phase.running ? this.#fullQueue() : -1
    if (full >= 0) return this.#wait(WaitKind.full, full)
    return this.#fire()
  }

  #wait(kind: number, queue: number): Step {
    if (this.ports.phase === Phase.ended) return 'fired'
    if (this.ports.hasSilentProgress()) {
      this.ports.commit()
      return 'fired'
    }
    this.#waitKind = kind
    this.#waitQueue = queue
    // Space comes with a ring, never with time: who waits for it must not look at a clock that has long struck.
    this.dueUs = kind === WaitKind.full ? Number.POSITIVE_INFINITY : this.#nextUs
    return 'waiting'
  }

  #waitKind: number = WaitKind.none
  #waitQueue = 0

  /** Says for the outside what this replica is about to sleep for. */
  describeWait(): void {
    this.words.setWait(this.#waitKind, this.#waitQueue)
  }

  #emptyQueue(): number {
    return this.#replica.inputs[this.#taking.waitsFor()]?.queue ?? -1
  }

  #fullQueue(): number {
    const { outputs } = this.ports
    for (let index = 0; index < outputs.length; index += 1) {
      const full = (outputs[index] as OutputPort).fullQueue()
      if (full >= 0) return full
    }
    return -1
  }

  #fire(): Step | Promise<Step> {
    const { firings } = this.ports
    const ticket = this.#replica.carriesTickets ? this.ports.inputs[0]?.ticketAt(0) : undefined
    this.#begin(firings, ticket)
    if (this.isDriver) this.#scheduleDriver()
    const fire = this.#call
    let result: unknown
    try {
      result =
        this.#definition.kind === 'source'
          ? fire(this.#self, this.#out, firings)
          : fire(this.#self, this.#taking.inputs, this.#out)
      if (result instanceof Promise)
        return result.then((value) => this.#complete(value)).catch((thrown: unknown) => this.#failed(thrown))
      return this.#complete(result)
    } catch (thrown) {
      return this.#failed(thrown)
    }
  }

  #begin(firing: number, ticket: number | undefined): void {
    this.words.enterFiring(firing)
    crashPoint('firing entered')
    for (let index = 0; index < this.ports.outputs.length; index += 1)
      (this.ports.outputs[index] as OutputPort).begin(ticket)
    this.context.beginFiring(firing, ticket ?? firing)
  }

  #scheduleDriver(): void {
    const { everyMs } = this.#definition.options.driver ?? {}
    this.context.takeWake()
    this.#nextUs = everyMs === undefined ? Number.POSITIVE_INFINITY : monotonicUs() + everyMs * 1000
  }

  #complete(result: unknown): Step {
    crashPoint('fired')
    if (result === notYet) return this.#keep()
    const { kind } = this.#definition
    // The outputs of a draining driver are closed: what it still puts is not sent.
    if (this.ports.phase === Phase.draining) this.ports.rollback()
    if (result === end) {
      if (kind === 'transform')
        throw new WrongResultError(this.#where, 'returned end; only a source or a driver ends by itself')
      this.ports.phase = kind === 'source' ? Phase.ended : Phase.draining
    } else if (result !== undefined) this.#setPace(result)
    else if (kind === 'source') this.#nextUs = Number.POSITIVE_INFINITY
    this.#taking.consume(this.ports.dropped)
    this.#nextFiring()
    this.ports.commit()
    return 'fired'
  }

  #setPace(result: unknown): void {
    const waitMs = (result as Partial<Pace> | null)?.waitMs
    if (this.#definition.kind !== 'source' || typeof waitMs !== 'number' || !(waitMs >= 0))
      throw new WrongResultError(
        this.#where,
        `returned ${describe(result)}; a source may return end or { waitMs }, a transform notYet, anything else nothing`,
      )
    this.#nextUs = monotonicUs() + waitMs * 1000
  }

  #keep(): Step {
    if (!(this.#taking instanceof SingleTaking) || this.#replica.carriesTickets)
      throw new WrongResultError(this.#where, 'returned notYet; that needs a single input and one replica')
    if (this.ports.outputs.some((output) => output.hasPuts))
      throw new WrongResultError(
        this.#where,
        'returned notYet and put items; put them in the firing that takes the inputs',
      )
    this.ports.rollback()
    this.words.leaveFiring(this.ports.firings)
    this.#taking.keep(this.#where)
    this.words.setInHand(this.#taking.inHand)
    return 'fired'
  }

  #nextFiring(): void {
    this.ports.firings += 1
    if (this.#taking instanceof SingleTaking && this.words.inHand() !== 1) this.words.setInHand(1)
  }

  /** The firing threw: nothing of it was visible. It is tried again with a new object, or given up. */
  #failed(thrown: unknown): Step | Promise<Step> {
    // A snapshot that throws does so after the inputs were consumed, so these go back too.
    this.ports.rewind()
    if (thrown instanceof KahnveyorError && FATAL_CODES.has(thrown.code)) throw this.#failure('firing', thrown, true)
    this.words.leaveFiring(this.ports.firings)
    const attempts = this.words.exceptionAttempts(this.ports.firings) + 1
    this.words.setExceptionAttempts(this.ports.firings, attempts)
    const all = attempts + this.words.deathAttempts(this.ports.firings)
    const givenUp = all >= ATTEMPTS_MAX
    this.#fault(thrown, all, givenUp, { kind: 'exception', ...errorFacts(thrown) })
    return this.#setUpAgain(givenUp ? () => this.#passOver() : () => this.#startOver())
  }

  /** A new object with the committed state: whatever the failed firing has done to the old one is gone with it. */
  #setUpAgain(goOn: () => void): Step | Promise<Step> {
    const failed = (thrown: unknown): never => {
      throw this.#failure('setup', thrown)
    }
    const ready = (): Step => {
      goOn()
      return 'fired'
    }
    let made: void | Promise<void>
    try {
      made = this.#setUp()
    } catch (thrown) {
      return failed(thrown)
    }
    return made instanceof Promise ? made.then(ready, failed) : ready()
  }

  /** What the old object had kept by `notYet`, the new one has to see again. */
  #startOver(): void {
    if (!(this.#taking instanceof SingleTaking)) return
    this.#taking.forgetKept()
    this.words.setInHand(1)
  }

  /** Commits the firing that was given up, with no outputs and its inputs counted as dead letters. */
  #passOver(): void {
    const { dropped, deadLettered } = this.ports
    if (this.#taking instanceof SingleTaking) {
      const count = Math.max(1, this.words.inHand())
      this.#taking.forgetKept()
      this.#taking.giveUp(count, deadLettered)
    } else if (this.#taking.prepare() === 'fire') this.#taking.consume(dropped, deadLettered)
    this.#nextFiring()
    crashPoint('passing over')
    this.ports.commit()
  }

  #fault(thrown: unknown, attempt: number, givenUp: boolean, cause: Capsule['cause']): void {
    // Before the skip is committed: whoever dies in between finds the same items again.
    const capsule = givenUp ? this.#keepCapsule(cause) : undefined
    this.#send({ kind: 'fault', firing: this.ports.firings, attempt, givenUp, error: errorFacts(thrown), capsule })
  }

  #keepCapsule(cause: Capsule['cause']): KeptCapsule | undefined {
    const { ports, words } = this
    return keepCapsule({ planned: this.#replica, ports, words }, this.#plan, this.#definition, this.#taking, cause)
  }

  #failure(stage: 'setup' | 'firing' | 'finish', thrown: unknown, fatal = false): ReplicaFailure {
    if (thrown instanceof ReplicaFailure) return thrown
    this.#send({ kind: 'failure', stage, fatal, error: errorFacts(thrown) })
    return new ReplicaFailure(`${this.#where} failed in ${stage}`, { cause: thrown })
  }

  /** All inputs have ended: the worker may put its last items, then its outputs close. */
  #finish(): Step | Promise<Step> {
    const { finish } = this.#definition.options
    if (finish === undefined) return this.#end()
    const full = this.#fullQueue()
    if (full >= 0) return this.#wait(WaitKind.full, full)
    this.#begin(this.ports.firings, undefined)
    const failed = (thrown: unknown): never => {
      this.ports.rollback()
      throw this.#failure('finish', thrown)
    }
    try {
      const result = (finish as (self: unknown, out: unknown) => unknown)(this.#self, this.#out)
      if (result instanceof Promise) return result.then(() => this.#end(), failed)
    } catch (thrown) {
      failed(thrown)
    }
    return this.#end()
  }

  #end(): Step {
    if (this.#taking instanceof SingleTaking) this.#taking.consumeKept()
    this.ports.phase = Phase.ended
    this.ports.commit()
    return 'fired'
  }

  #leave(step: 'ended' | 'stopped', life: number): Step | Promise<Step> {
    if (this.#finished) return step
    this.#finished = true
    this.ports.close()
    this.context.abort()
    const said = (): Step => {
      this.words.setLife(life)
      return step
    }
    if (!this.#isSetUp) return said()
    try {
      const torn = this.#definition.options.teardown?.(this.#self)
      if (torn instanceof Promise) return torn.then(said, (thrown: unknown) => this.#teardownFailed(thrown, said))
    } catch (thrown) {
      return this.#teardownFailed(thrown, said)
    }
    return said()
  }

  #teardownFailed(thrown: unknown, said: () => Step): Step {
    const { name, message, stack } = errorFacts(thrown)
    this.context.log.warn(`teardown failed: ${name}: ${message}`, { stack })
    return said()
  }
}

function isAsync(fire: unknown): boolean {
  return Object.prototype.toString.call(fire) === '[object AsyncFunction]'
}

function describe(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function monotonicDue(dueUs: number): boolean {
  return dueUs !== Number.POSITIVE_INFINITY && monotonicUs() >= dueUs
}
