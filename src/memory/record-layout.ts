/**
 * A replica's block: everything the outside may know about one replica, and all that its successor needs.
 * Bytes from the block's start, one cache line per group:
 *
 *     supervisor line   wanted, incarnation, skip           written by the supervisor
 *     flip line         flip                                written by the replica: the commit
 *     replica line      state, firing, wait …               written by the replica, for people and for the supervisor
 *     doorbell          waiting, bell                       see doorbell.ts
 *     record[0], record[1]                                  written by the replica, never read by a peer
 *
 * A record is an array of doubles and, behind it, the bytes of the state snapshot. It holds absolute positions and counts
 * only, never slots or blocks: whoever publishes it twice, or after the replica's death, does no harm.
 */
import { DOORBELL_BYTES } from './doorbell.ts'
import { alignUp, CACHE_LINE_BYTES } from './words.ts'

/** Supervisor's line. What the replica shall do: a `Wanted` value. */
export const WANTED = 0
/** Counts the processes and threads that have embodied this replica, from 1. */
export const INCARNATION = WANTED + 4
/** How many deaths count against one firing. */
export const DEATH_ATTEMPTS = INCARNATION + 4
/** The firing (low 32 bits) that `DEATH_ATTEMPTS` counts for. */
export const DEATH_FIRING = DEATH_ATTEMPTS + 4
/** How the last of them came about: a word of controller/death-cause.ts. */
export const DEATH_CAUSE = DEATH_FIRING + 4

export const FLIP = CACHE_LINE_BYTES

/** Replica's line. A `Life` value. */
export const LIFE = 2 * CACHE_LINE_BYTES
/** Low 32 bits of the number of the firing in progress plus 1; equal to the committed count when none is. */
export const FIRING = LIFE + 4
/** A `WaitKind` value and, with it, the queue (or 0) that is waited for. */
export const WAIT_KIND = FIRING + 4
export const WAIT_QUEUE = WAIT_KIND + 4
/** How many times a firing has thrown; `EXCEPTION_FIRING` says which. */
export const EXCEPTION_ATTEMPTS = WAIT_QUEUE + 4
/** Waits that ended by time-out although something was there: a fault of ours, 0 in every test. */
export const RESCUED_WAITS = EXCEPTION_ATTEMPTS + 4
/** How many items of its single input the firing in progress takes, where `notYet` has kept some. */
export const IN_HAND = RESCUED_WAITS + 4

/** The firing (low 32 bits) that `EXCEPTION_ATTEMPTS` counts for. */
export const EXCEPTION_FIRING = IN_HAND + 4

export const DOORBELL = 3 * CACHE_LINE_BYTES
export const RECORDS = DOORBELL + DOORBELL_BYTES

/** Indices of doubles in a record. */
export const COMMITS = 0
/** Firings of the user's function that were committed or given up: the next firing's number, and a source's turn. */
export const FIRINGS = 1
/** A `Phase` value. */
export const PHASE = 2
export const STATE_BYTES = 3
/** The last ticket of which this replica will put nothing more. */
export const FINISHED = 4
const FIXED_DOUBLES = 5

export const Phase = { running: 0, draining: 1, ended: 2 } as const

/** How many of each a replica has; the same numbers in all processes, since they come from the plan. */
export interface RecordShape {
  readonly inputLanes: number
  readonly inputPorts: number
  readonly outputLanes: number
  readonly outputPorts: number
  readonly stateBytesMax: number
}

/** Where each group of doubles begins in a record of a given shape. */
export interface RecordLayout {
  readonly heads: number
  readonly dropped: number
  readonly deadLettered: number
  readonly tails: number
  readonly tickets: number
  readonly frontiersUs: number
  readonly doubles: number
  /** Bytes of one record, state included. */
  readonly recordBytes: number
  /** Bytes of the whole block. */
  readonly blockBytes: number
}

export function recordLayout(shape: RecordShape): RecordLayout {
  const heads = FIXED_DOUBLES
  const dropped = heads + shape.inputLanes
  const deadLettered = dropped + shape.inputPorts
  const tails = deadLettered + shape.inputPorts
  const tickets = tails + shape.outputLanes
  const frontiersUs = tickets + shape.outputPorts
  const doubles = frontiersUs + shape.outputPorts
  const recordBytes = alignUp(doubles * 8 + shape.stateBytesMax, CACHE_LINE_BYTES)
  return {
    heads,
    dropped,
    deadLettered,
    tails,
    tickets,
    frontiersUs,
    doubles,
    recordBytes,
    blockBytes: RECORDS + 2 * recordBytes,
  }
}
