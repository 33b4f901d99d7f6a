/** The seam between supervision and what embodies a replica: a process or a thread, with the same events. */
import type { Plan } from '../graph/plan.ts'
import type { Segment } from '../memory/segment.ts'
import type { ReplicaMessage } from '../worker/channel.ts'

export interface Embodiment {
  /** Process id, or undefined for a thread. */
  readonly pid: number | undefined
  /** Ends it now, whatever it does. The exit is reported like any other. */
  kill(): void
}

/** How an embodiment ended; reported once, when it is gone for good (reaped). */
export interface Exit {
  /** `0` after a life that ended as asked. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface EmbodimentEvents {
  message(message: ReplicaMessage): void
  /** A line that the worker's code printed by itself. */
  line(stream: 'stdout' | 'stderr', text: string): void
  exit(exit: Exit): void
}

export interface Host {
  start(replicaId: number, events: EmbodimentEvents): Embodiment
  /** For hosts that share this thread: something they cannot hear of has changed. */
  kick?(): void
  /** The run is over: what was kept ready for replacements is let go. */
  close?(): void
}

export interface HostOptions {
  readonly segment: Segment
  readonly plan: Plan
}
