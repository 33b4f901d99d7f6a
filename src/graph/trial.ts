/**
 * A run that is put to the test: what it writes down about itself and what is done to it. Part of the plan, so that every process
 * of the run finds it there. An ordinary run has none and pays nothing for it.
 */
export interface Trial {
  /** An existing folder of this run alone, for digests and marks. */
  readonly folder: string
  /** Whose consumed items are written down: those of the sinks and the calling program, or those of everyone. */
  readonly digests: 'sinks' | 'all'
  readonly disturbances: readonly Disturbance[]
}

/** Something that happens to one replica, once. */
export interface Disturbance {
  readonly id: number
  /** `throw`: an exception in place of the call. `kill` and `stop`: a signal from outside, which the replica asks for. */
  readonly kind: 'kill' | 'stop' | 'throw'
  readonly worker: string
  readonly replica: number
  /** The firing that brings it on. */
  readonly firing: number
  /** For `kill`: where the replica waits for it if it is still alive, so that none comes too late. */
  readonly lastFiring: number
}
