import { KahnveyorError } from './kahnveyor-error.ts'

/** The command line says something that the command does not understand. */
export class UsageError extends KahnveyorError {
  constructor(problem: string, advice: string) {
    super('KV_USAGE', `${problem}. ${advice}`.trimEnd())
  }
}

/** A system file is missing, cannot be imported, or holds no system. */
export class SystemFileError extends KahnveyorError {
  readonly file: string

  constructor(file: string, problem: string, cause?: unknown) {
    super('KV_SYSTEM_FILE', `${file} ${problem}`, { cause })
    this.file = file
  }
}

/** A folder cannot be the run directory: it belongs to a run that lives, holds other things, or cannot be written. */
export class RunDirectoryError extends KahnveyorError {
  readonly path: string

  constructor(path: string, problem: string, cause?: unknown) {
    super('KV_RUN_DIRECTORY', `${path} cannot be the run directory: ${problem}.`, { cause })
    this.path = path
  }
}

/** A capsule cannot be read, or the worker that it was written of has changed since. */
export class CapsuleError extends KahnveyorError {
  readonly path: string

  constructor(path: string, problem: string, cause?: unknown) {
    super('KV_CAPSULE', `capsule ${path} ${problem}.`, { cause })
    this.path = path
  }
}

/** There is no live run to ask: none was found, it has ended, or it was killed. */
export class NoRunError extends KahnveyorError {
  constructor(problem: string) {
    super('KV_NO_RUN', `${problem}.`)
  }
}

/** The answer of a run's control socket was an error, or none. */
export class ControlRequestError extends KahnveyorError {
  constructor(verb: string, problem: string) {
    super('KV_CONTROL_REQUEST', `${verb} was not done: ${problem}.`)
  }
}
