/**
 * How a wrong value is told from deep inside an encoder: a mismatch is thrown where it is found, gathers its path on the
 * way out, and becomes a WrongValueError at the message that was written. The happy path builds no path.
 */
import { WrongValueError } from '../errors/message-errors.ts'

/** Not an Error on purpose: only the message that was written has a stack worth showing. */
export class Mismatch {
  readonly expected: string
  readonly actual: string
  readonly advice: string | undefined
  #path = ''

  constructor(expected: string, actual: string, advice?: string) {
    this.expected = expected
    this.actual = actual
    this.advice = advice
  }

  /** Prefixes one step, such as `.boxes` or `[3]`. */
  within(step: string): this {
    this.#path = step + this.#path
    return this
  }

  toError(root: string): WrongValueError {
    return new WrongValueError(root + this.#path, this.expected, this.actual, this.advice)
  }
}

/** For `throw mismatch(…)` in encoders. */
export function mismatch(expected: string, value: unknown): Mismatch {
  return new Mismatch(expected, shown(value))
}

/** What to throw on from a container: a mismatch with one more step in front, anything else as it is. */
export function within(thrown: unknown, step: string): unknown {
  return thrown instanceof Mismatch ? thrown.within(step) : thrown
}

/** What to throw on to the user: a mismatch as the error at `path`, anything else as it is. */
export function located(thrown: unknown, path: string): unknown {
  return thrown instanceof Mismatch ? thrown.toError(path) : thrown
}

/** A value for an error text: short, on one line, never throwing. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value.length > SHOWN_MAX ? `${value.slice(0, SHOWN_MAX)}…` : value}'`
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'object' && value !== null) return shownObject(value)
  return Object.is(value, -0) ? '-0' : String(value)
}

function shownObject(value: object): string {
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (ArrayBuffer.isView(value) && 'length' in value) return `${value.constructor.name}(${value.length})`
  return `an object ${value.constructor?.name ?? ''}`.trimEnd()
}

const SHOWN_MAX = 40
