/**
 * What the supervisor wants of a replica and what a replica says of itself: words in the replica's block, so that both work
 * while the other side computes, waits or is dead.
 */

/** Supervisor's word, in its lowest bits. Each value is in force until the next one. */
export const Wanted = {
  /** Go on. */
  run: 0,
  /** Begin no further firing; the one in progress is finished and committed. */
  pause: 1,
  /** Sources end, drivers close their outputs; everyone else goes on until its inputs have ended. */
  drain: 2,
  /** Finish the firing in progress, commit it, and leave. What is queued stays queued. */
  stop: 3,
} as const

const WISH_STEP = 4

/**
 * The word holds, above the wanted value, how often anything was wished: so a replica that was told to pause, to go on and to
 * pause again acknowledges the second time too, and an answer to an old wish is known as such.
 */
export function nextWish(wish: number, wanted: number): number {
  return (wish - wantedBy(wish) + WISH_STEP + wanted) | 0
}

export function wantedBy(wish: number): number {
  return wish & (WISH_STEP - 1)
}

/**
 * Replica's word.
 *
 *     starting    the process is there, `setup` has not returned          entered by start or replacement
 *     running     it fires or waits                                       entered after setup, or by resume
 *     paused      it has seen the wish to pause and holds no firing       entered at the top of the loop
 *     ended       its last commit says so: it will put nothing more       entered by end of inputs, `end`, drain
 *     stopped     it left between two firings as it was asked to          entered by stop
 */
export const Life = { starting: 0, running: 1, paused: 2, ended: 3, stopped: 4 } as const
export type LifeName = keyof typeof Life

/** Why a replica waits. Written only when it is about to sleep. */
export const WaitKind = { none: 0, empty: 1, full: 2, time: 3, event: 4 } as const
export type WaitKindName = keyof typeof WaitKind

export function lifeName(value: number): LifeName {
  return (Object.keys(Life) as LifeName[]).find((name) => Life[name] === value) ?? 'starting'
}

export function waitKindName(value: number): WaitKindName {
  return (Object.keys(WaitKind) as WaitKindName[]).find((name) => WaitKind[name] === value) ?? 'none'
}
