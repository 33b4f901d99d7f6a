import { KahnveyorError } from './kahnveyor-error.ts'

/** A value that does not fit its message: nothing of it was put. */
export class WrongValueError extends KahnveyorError {
  /** Where in the message, such as `Detections.boxes[3].confidence`. */
  readonly path: string
  /** What belongs there, such as `a whole number from 0 to 255`. */
  readonly expected: string
  /** What stood there, shortened for reading. */
  readonly actual: string

  constructor(path: string, expected: string, actual: string, advice?: string) {
    super('KV_WRONG_VALUE', `Wrong value: path=${path} expected=${expected} actual=${actual}. ${advice ?? ADVICE}`)
    this.path = path
    this.expected = expected
    this.actual = actual
  }
}

/** A message defined or used in a way that no value could mend: a bound below 1, a name twice, a field that is not there. */
export class WrongMessageError extends KahnveyorError {
  /** The message, or the field of it. */
  readonly path: string

  constructor(path: string, problem: string) {
    super('KV_WRONG_MESSAGE', `Wrong message: path=${path} ${problem}`)
    this.path = path
  }
}

const ADVICE = 'Put a value that fits, or change the message definition.'
