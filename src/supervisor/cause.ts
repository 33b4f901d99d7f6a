import { constants } from 'node:os'
import type { Exit } from '../isolation/host.ts'
import { EXIT_FAILED } from '../isolation/process-convention.ts'
import type { ErrorFacts } from '../worker/channel.ts'

/** Signals that a process brings upon itself; they count against the firing it was in. */
const SELF_INFLICTED = new Set<NodeJS.Signals>(['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGFPE'])

/** Why an incarnation ended, in words, and whether the firing in progress is to blame. */
export interface Cause {
  readonly text: string
  readonly blamesFiring: boolean
}

export function causeOf(
  exit: Exit,
  failure: { readonly stage: string; readonly error: ErrorFacts } | undefined,
): Cause {
  if (failure !== undefined)
    return { text: `${failure.stage} failed: ${failure.error.name}: ${failure.error.message}`, blamesFiring: false }
  if (exit.signal !== null) {
    const number = constants.signals[exit.signal]
    const hint = exit.signal === 'SIGKILL' ? ', from outside or for lack of memory' : ''
    return { text: `signal ${exit.signal} (${number}${hint})`, blamesFiring: SELF_INFLICTED.has(exit.signal) }
  }
  if (exit.code === null) return { text: 'it could not be started', blamesFiring: false }
  return { text: `exit code ${exit.code}`, blamesFiring: exit.code !== EXIT_FAILED }
}
