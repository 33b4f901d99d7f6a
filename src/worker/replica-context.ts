import type { Context, LogFields, Logger, LogLevel } from '../graph/context.ts'
import type { ReplicaChannel } from './channel.ts'
import { FiringRandom } from './random.ts'

/** The context of one replica, with what the replica itself may do to it. */
export class ReplicaContext implements Context {
  readonly worker: string
  readonly replica: number
  readonly run: string
  readonly runDirectory: string | undefined
  readonly log: Logger
  readonly #random: FiringRandom
  readonly #send: ReplicaChannel
  readonly #abort = new AbortController()
  #firing = 0
  #nowUs = 0
  #wake: () => void = () => undefined
  #wakeIsPending = false

  constructor(options: {
    readonly worker: string
    readonly replica: number
    readonly seed: number
    readonly run: string
    readonly runDirectory: string | null
    readonly send: ReplicaChannel
  }) {
    this.worker = options.worker
    this.replica = options.replica
    this.run = options.run
    this.runDirectory = options.runDirectory ?? undefined
    this.#random = new FiringRandom(options.seed, options.worker)
    this.#send = options.send
    const write = (level: LogLevel) => (text: string, fields?: LogFields) =>
      this.#send({ kind: 'log', level, text, fields, firing: this.#firing })
    this.log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
  }

  get firing(): number {
    return this.#firing
  }

  get nowUs(): number {
    this.#nowUs ||= monotonicUs()
    return this.#nowUs
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  random(): number {
    return this.#random.next()
  }

  report(value: unknown): void {
    this.#send({ kind: 'report', value })
  }

  wake(): void {
    this.#wakeIsPending = true
    this.#wake()
  }

  /** `number` is what distinguishes this firing's random numbers: its ticket in a section, else its firing number. */
  beginFiring(firing: number, number: number): void {
    this.#firing = firing
    this.#nowUs = 0
    this.#random.begin(number)
  }

  onWake(wake: () => void): void {
    this.#wake = wake
  }

  /** True once for any number of wakes since the last call. */
  takeWake(): boolean {
    const pending = this.#wakeIsPending
    this.#wakeIsPending = false
    return pending
  }

  abort(): void {
    this.#abort.abort()
  }
}

/** CLOCK_MONOTONIC in microseconds: the same in every process of a host, meaningless after a reboot. */
export function monotonicUs(): number {
  return Number(process.hrtime.bigint() / 1000n)
}
