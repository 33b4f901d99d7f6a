/** What the calling program and its supervisor process say to each other, over the channel that Node gives a child. */

import type { RestartPolicy } from '../supervisor/restart-policy.ts'
import type { SupervisorEvent } from '../supervisor/run-log.ts'
import type { Deadlines, RunResult } from '../supervisor/supervisor.ts'
import type { Verb, VerbParameters } from '../supervisor/verbs.ts'
import type { ErrorFacts } from '../worker/channel.ts'

/** The descriptor of the segment in the supervisor process. */
export const SUPERVISOR_SEGMENT_DESCRIPTOR = 4

export interface SupervisorStart {
  readonly policy: RestartPolicy
  readonly deadlines: Deadlines
}

export type ToSupervisor =
  | { readonly kind: 'begin'; readonly start: SupervisorStart; readonly sizeBytes: number }
  | { readonly kind: 'ask'; readonly id: number; readonly verb: Verb; readonly parameters: VerbParameters }

export type FromSupervisor =
  | { readonly kind: 'event'; readonly event: SupervisorEvent }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown; readonly error: ErrorFacts | undefined }
  | {
      readonly kind: 'finished'
      readonly result: RunResult
      readonly failed: { readonly worker: string; readonly replica: number; readonly reason: string } | undefined
    }
