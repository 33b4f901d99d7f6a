/** What a worker's function gets from the framework besides its items. */
export interface Context {
  /** Name of the worker in its system. */
  readonly worker: string
  /** Which replica this is, from 0. */
  readonly replica: number
  /**
   * Number of this firing, from 0. It only grows, and a firing that is repeated after a death has the number it had: with
   * run, worker and replica it is the key by which the world outside can know that it has seen this one before.
   */
  readonly firing: number
  readonly log: Logger
  /** Names this run, the same after every resume and in no other run. */
  readonly run: string
  /** The folder of this run, or undefined for a run that keeps none. */
  readonly runDirectory: string | undefined
  /** Monotonic time in microseconds, the same clock in every process of this host; it stands still within a firing. */
  readonly nowUs: number
  /** Aborted when the replica is asked to stop; for asynchronous work that should not outlive it. */
  readonly signal: AbortSignal
  /**
   * A number in [0, 1) that depends on run seed, worker, ticket and how often it was asked for in this firing: the same in every
   * isolation. In a row of replicated workers all items of one ticket share their numbers, so behind a worker that puts several items
   * per input they depend on whether there is one replica or more.
   */
  random(): number
  /** Tells the supervisor something small (JSON), for people and for `running.reports`. */
  report(value: unknown): void
  /** Fires a driver soon. May be called from timers and socket events of the worker's process. */
  wake(): void
}

export interface Logger {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

export type LogFields = Readonly<Record<string, unknown>>
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'
