import { KahnveyorError } from './kahnveyor-error.ts'

/** A worker could not be kept running, so the system was stopped. */
export class WorkerFailedError extends KahnveyorError {
  readonly worker: string
  readonly replica: number
  readonly reason: string
  /** The run's `RunResult`, its ledger included, once the run is over. */
  result: unknown

  constructor(worker: string, replica: number, reason: string) {
    super('KV_WORKER_FAILED', `worker ${worker}/${replica} failed and the system was stopped: ${reason}`)
    this.worker = worker
    this.replica = replica
    this.reason = reason
  }
}

/** The run is over, or its way in is closed: nothing can be put or asked of it any more. */
export class ClosedError extends KahnveyorError {
  constructor(what: string) {
    super('KV_CLOSED', `${what} is closed: the run is ending or has ended.`)
  }
}

/** A put or get did not happen within its `timeoutMs`. Nothing was put or taken. */
export class TimeoutError extends KahnveyorError {
  readonly timeoutMs: number

  constructor(what: string, timeoutMs: number) {
    super(
      'KV_TIMEOUT',
      `${what} timed out: timeoutMs=${timeoutMs}. The queue was ${what.startsWith('put') ? 'full' : 'empty'} all that time.`,
    )
    this.timeoutMs = timeoutMs
  }
}

/** A savepoint was not taken, or there is none to go on from. */
export class SavepointError extends KahnveyorError {
  constructor(problem: string) {
    super('KV_SAVEPOINT', `no savepoint: ${problem}.`)
  }
}

/** A verb names a worker that the system does not have. */
export class UnknownWorkerError extends KahnveyorError {
  constructor(name: string, known: readonly string[]) {
    super('KV_UNKNOWN_WORKER', `there is no worker '${name}'; known: ${known.join(', ')}.`)
  }
}

/** The supervisor process of a run ended without finishing the run. */
export class SupervisorLostError extends KahnveyorError {
  constructor(how: string) {
    super(
      'KV_SUPERVISOR_LOST',
      `the supervisor process ended before the run did: ${how}. All workers have ended with it.`,
    )
  }
}

/** A worker process was about to start a system, most likely because the worker stands in the file that starts it. */
export class StartInsideWorkerError extends KahnveyorError {
  constructor(system: string) {
    super(
      'KV_START_INSIDE_WORKER',
      `system ${system} was to be started inside a worker process. Put workers into files of their own, or start under \`if (import.meta.main)\`.`,
    )
  }
}

/** `chaos` has nothing to compare a disturbed run with: the undisturbed one did not end well. */
export class UndisturbedRunError extends KahnveyorError {
  constructor(system: string, outcome: string, reason: string | undefined) {
    super(
      'KV_UNDISTURBED_RUN',
      `the undisturbed run of ${system} did not end well: ${outcome}${reason === undefined ? '' : `, ${reason}`}. Correct that first: \`kahnveyor run\` shows it.`,
    )
  }
}
