/**
 * The calling program's ends of queues. Each is a replica of the plan with a block of its own: a put or get is a firing with a
 * commit, so that what the program has put or got is as final as what any worker has done.
 */
import { ClosedError, TimeoutError } from '../errors/run-errors.ts'
import type { Rings } from '../isolation/rings.ts'
import { Phase } from '../memory/record-layout.ts'
import type { Message, PuttableOf, ValueOf } from '../message/message.ts'
import type { InputPort, Viewer } from '../queue/input-port.ts'
import type { OutputPort } from '../queue/output-port.ts'
import type { ReplicaPorts } from '../queue/replica-ports.ts'

export interface WaitOptions {
  /** 0: do not wait. Default: as long as it takes. */
  readonly timeoutMs?: number
}

/** What wakes an endpoint: its doorbell by way of the event loop, or the scheduler of an inline run. */
export interface Wakeups {
  readonly rings: Rings
  /** The endpoint has committed something. */
  committed(): void
  /** Resolves when nothing of it will look at the segment any more. */
  close(): Promise<void>
}

/** What both ends share: one operation at a time, in the order of the calls, and an end that settles every promise. */
class Endpoint {
  protected readonly ports: ReplicaPorts
  readonly #wakeups: Wakeups
  #turn: Promise<unknown> = Promise.resolve()
  #runEnded = false
  #isDone = false
  #noticeDone: () => void = () => undefined
  /** Resolves when this end will never touch the segment again. */
  readonly done = new Promise<void>((resolve) => {
    this.#noticeDone = resolve
  })

  constructor(ports: ReplicaPorts, wakeups: Wakeups) {
    this.ports = ports
    this.#wakeups = wakeups
    ports.resume()
  }

  /** The run is over: whoever waits is told. Resolves when nothing but this end itself will look at the segment any more. */
  runEnded(): Promise<void> {
    this.#runEnded = true
    this.#wakeups.rings.ring()
    return this.#wakeups.close()
  }

  protected get hasRunEnded(): boolean {
    return this.#runEnded
  }

  protected get isDone(): boolean {
    return this.#isDone
  }

  /** Nothing more can be put or got here, also not what may still be queued. */
  finish(): void {
    this.#isDone = true
    this.ports.close()
    this.#wakeups.rings.ring()
    this.#noticeDone()
  }

  protected commit(): void {
    this.ports.firings += 1
    this.ports.commit()
    this.#wakeups.committed()
  }

  /** Runs `attempt` until it gives something other than undefined, in the order of the calls. */
  protected whenPossible<T>(what: string, timeoutMs: number | undefined, attempt: () => T | undefined): Promise<T> {
    const deadlineMs = performance.now() + (timeoutMs ?? Number.POSITIVE_INFINITY)
    const turn = this.#turn.then(() => this.#attempt(what, timeoutMs, deadlineMs, attempt))
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  async #attempt<T>(
    what: string,
    timeoutMs: number | undefined,
    deadlineMs: number,
    attempt: () => T | undefined,
  ): Promise<T> {
    for (;;) {
      if (this.#isDone) throw new ClosedError(what)
      const immediate = attempt()
      if (immediate !== undefined) return immediate
      if (this.#runEnded) {
        this.finish()
        throw new ClosedError(what)
      }
      const leftMs = deadlineMs - performance.now()
      if (leftMs <= 0) throw new TimeoutError(what, timeoutMs ?? 0)
      const seen = this.#wakeups.rings.count
      this.ports.bell.arm()
      const second = attempt()
      if (second === undefined) await this.#wakeups.rings.after(seen, leftMs)
      this.ports.bell.disarm()
      if (second !== undefined) return second
    }
  }
}

/** Feeds an input port of the system: `running.inputs.name`. */
export class SystemInput<M extends Message> extends Endpoint {
  readonly #name: string
  readonly #port: OutputPort

  constructor(name: string, ports: ReplicaPorts, wakeups: Wakeups) {
    super(ports, wakeups)
    this.#name = name
    this.#port = ports.outputs[0] as OutputPort
  }

  /**
   * Sends an item; resolves when it is committed. Throws `KV_TIMEOUT` when the queue stays full for `timeoutMs`, `KV_CLOSED`
   * after `close`, drain or the end of the run, and `KV_WRONG_VALUE` naming the path.
   */
  async put(item: PuttableOf<M>, options: WaitOptions = {}): Promise<void> {
    await this.whenPossible(`put on ${this.#name}`, options.timeoutMs, () => {
      if (this.ports.phase === Phase.ended) throw new ClosedError(this.#name)
      if (this.#port.fullQueue() >= 0) return undefined
      this.#port.begin(undefined)
      try {
        this.#port.put(item)
      } catch (thrown) {
        this.ports.rollback()
        throw thrown
      }
      this.commit()
      return true
    })
  }

  /** No further items: the readers end when they have worked off what was put. */
  close(): void {
    if (this.ports.phase === Phase.ended || this.hasRunEnded) return
    this.ports.phase = Phase.ended
    this.commit()
  }

  override runEnded(): Promise<void> {
    const closed = super.runEnded()
    this.finish()
    return closed
  }
}

/** Reads an output port of the system: `running.outputs.name`. */
export class SystemOutput<M extends Message> extends Endpoint implements AsyncIterable<ValueOf<M>> {
  readonly #name: string
  readonly #port: InputPort
  readonly #viewer: Viewer

  constructor(name: string, ports: ReplicaPorts, wakeups: Wakeups) {
    super(ports, wakeups)
    this.#name = name
    this.#port = ports.inputs[0] as InputPort
    this.#viewer = this.#port.viewer()
  }

  /**
   * The next item, copied out and committed. Throws `KV_TIMEOUT` when none comes within `timeoutMs` and `KV_CLOSED` when none
   * will ever come.
   */
  async get(options: WaitOptions = {}): Promise<ValueOf<M>> {
    const { item } = await this.whenPossible(`get from ${this.#name}`, options.timeoutMs, () => {
      if (this.#port.has(0)) {
        const copied = { item: this.#port.message.copy(this.#viewer.at(0)) as ValueOf<M> }
        this.#port.consume(1)
        this.commit()
        return copied
      }
      if (this.#port.isExhausted(0)) {
        if (this.hasRunEnded) this.finish()
        throw new ClosedError(this.#name)
      }
      if (this.ports.hasSilentProgress()) this.ports.commit()
      return undefined
    })
    return item
  }

  override runEnded(): Promise<void> {
    const closed = super.runEnded()
    if (!this.isDone && !this.#port.has(0)) this.finish()
    return closed
  }

  /** All items until the run ends. */
  async *[Symbol.asyncIterator](): AsyncGenerator<ValueOf<M>, void, undefined> {
    for (;;) {
      let item: ValueOf<M>
      try {
        item = await this.get()
      } catch (thrown) {
        if (thrown instanceof ClosedError) return
        throw thrown
      }
      yield item
    }
  }
}
