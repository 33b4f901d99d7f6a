import { KahnveyorError } from './kahnveyor-error.ts'

/** A worker or system is defined in a way that cannot work. `where` names the file, worker or queue. */
export class InvalidDefinitionError extends KahnveyorError {
  readonly where: string

  constructor(where: string, problem: string) {
    super('KV_INVALID_DEFINITION', `${where}: ${problem}.`)
    this.where = where
  }
}

/** An argument of a worker is unknown or has the wrong form. `path` names it, such as `workers.detect.args.threshold`. */
export class InvalidArgsError extends KahnveyorError {
  readonly path: string

  constructor(path: string, problem: string) {
    super('KV_INVALID_ARGS', `${path} ${problem}.`)
    this.path = path
  }
}

/** One thing that `check` found, with the place in the system that it is about. */
export interface Finding {
  readonly level: 'error' | 'warning' | 'marked'
  readonly where: string
  readonly message: string
}

/** The system was looked over and cannot start. `findings` says why, each with its place. */
export class CheckFailedError extends KahnveyorError {
  readonly findings: readonly Finding[]

  constructor(system: string, findings: readonly Finding[]) {
    const errors = findings.filter((finding) => finding.level === 'error')
    super(
      'KV_CHECK_FAILED',
      `system ${system} cannot start:\n${errors.map((finding) => `  ${finding.where}: ${finding.message}`).join('\n')}`,
    )
    this.findings = findings
  }
}

/** Two ends of a queue speak of different messages. */
export class MessageMismatchError extends KahnveyorError {
  constructor(where: string, difference: string) {
    super(
      'KV_MESSAGE_MISMATCH',
      `${where}: the two ends carry different messages: ${difference}. Use the same message at both ends.`,
    )
  }
}
