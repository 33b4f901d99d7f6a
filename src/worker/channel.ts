/** What a replica tells its supervisor besides items: small, for people and for decisions after a failure. */
import type { LogFields, LogLevel } from '../graph/context.ts'

export interface ErrorFacts {
  readonly name: string
  readonly message: string
  readonly code: string | undefined
  readonly stack: string | undefined
}

/** Where a capsule is, relative to the run directory, or why there is none. */
export type KeptCapsule = { readonly path: string } | { readonly problem: string }

export type ReplicaMessage =
  /** `setup` has returned. */
  | { readonly kind: 'ready' }
  /** It has seen the wish to pause and holds no firing. */
  | { readonly kind: 'paused'; readonly wish: number }
  | {
      readonly kind: 'log'
      readonly level: LogLevel
      readonly text: string
      readonly fields: LogFields | undefined
      readonly firing: number
    }
  /** A firing threw; it will be tried again, unless `givenUp`. */
  | {
      readonly kind: 'fault'
      readonly firing: number
      readonly attempt: number
      readonly givenUp: boolean
      readonly error: ErrorFacts
      /** Of a firing that is given up, where the run has a directory. */
      readonly capsule: KeptCapsule | undefined
    }
  /** The replica cannot go on and leaves. `fatal`: no successor would fare better, so the system fails. */
  | {
      readonly kind: 'failure'
      readonly stage: 'import' | 'setup' | 'firing' | 'finish'
      readonly fatal: boolean
      readonly error: ErrorFacts
    }
  | { readonly kind: 'report'; readonly value: unknown }

export type ReplicaChannel = (message: ReplicaMessage) => void

export function errorFacts(thrown: unknown): ErrorFacts {
  if (!(thrown instanceof Error)) return { name: 'Error', message: String(thrown), code: undefined, stack: undefined }
  const code = (thrown as { code?: unknown }).code
  return {
    name: thrown.name,
    message: thrown.message,
    code: typeof code === 'string' ? code : undefined,
    stack: thrown.stack,
  }
}
