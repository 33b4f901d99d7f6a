/**
 * The places between two stores of the protocol at which a process may die with a different outcome. Tests end a process at each of
 * them in turn; without a hook a place is one comparison.
 */
export const CRASH_POINTS = [
  /** The firing is noted; the worker's function has not been called. */
  'firing entered',
  /** The function has returned; its items are staged. */
  'fired',
  /** Half of the spare record is written. */
  'record half written',
  /** The whole spare record is written, the flip has not happened. */
  'record written',
  /** Committed; nothing of it is published. */
  'flipped',
  'tail published',
  'finished ticket published',
  /** One half of the time frontier stands beside the other half of the old one. */
  'frontier half published',
  'frontier published',
  'closed published',
  'head published',
  /** All is published; some neighbour that waits has not been rung. */
  'published',
  /** A firing is given up: its dead letters are counted, nothing of that is committed. */
  'passing over',
] as const
export type CrashPoint = (typeof CRASH_POINTS)[number]

let hook: ((point: CrashPoint) => void) | undefined

export function crashPoint(point: CrashPoint): void {
  if (hook !== undefined) hook(point)
}

/** Calls `onPoint` at every crash point of this thread from now on; undefined ends that. */
export function hookCrashPoints(onPoint: ((point: CrashPoint) => void) | undefined): void {
  hook = onPoint
}
