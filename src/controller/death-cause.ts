/**
 * How a process died of its firing, in one word of the replica's block: the successor that gives the firing up says so in the
 * capsule, also when the supervisor that saw the death is gone.
 *
 *     0                unknown
 *     1 … 255          a signal's number
 *     256 … 511        256 + exit code
 *     512              killed by the supervisor, because the firing was beyond its deadline
 */
import { constants } from 'node:os'

const EXIT_CODE = 256
const DEADLINE = 512

export function deathWord(
  exit: { readonly code: number | null; readonly signal: NodeJS.Signals | null },
  wasOverdue: boolean,
): number {
  if (wasOverdue) return DEADLINE
  if (exit.signal !== null) return constants.signals[exit.signal]
  return exit.code === null ? 0 : EXIT_CODE + (exit.code & 0xff)
}

export function describeDeath(word: number): string {
  if (word === DEADLINE) return 'killed beyond its firingDeadlineMs'
  if (word >= EXIT_CODE) return `exit code ${word - EXIT_CODE}`
  const signal = Object.entries(constants.signals).find(([, number]) => number === word)?.[0]
  return signal === undefined ? 'cause unknown' : `signal ${signal} (${word})`
}
