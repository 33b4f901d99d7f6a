/**
 * How a replica sleeps without missing what its neighbours publish. Two words, on lines of their own:
 *
 *     waiting    1 while its owner is about to sleep or sleeps    written by the owner
 *     bell       counts rings, carries no data                    anyone adds
 *
 * The race that this closes: the owner looks, finds nothing, and is about to sleep while a neighbour publishes. The owner
 * stores `waiting` before its second look; the neighbour stores its word before it loads `waiting`. Both are sequentially
 * consistent, so at least one of the two sees the other: either the second look finds the item, or the neighbour rings.
 * A ring between second look and sleep changes the bell, and the kernel refuses to sleep on a bell that changed.
 */
import type { Segment } from './segment.ts'
import { add, CACHE_LINE_BYTES, load, publish } from './words.ts'

/** A sleeper looks again at least this often, so that a fault costs time and never the run. */
export const LONGEST_SLEEP_MS = 500

export const DOORBELL_BYTES = 2 * CACHE_LINE_BYTES
const WAITING = 0
const BELL = CACHE_LINE_BYTES

export class Doorbell {
  readonly #segment: Segment
  readonly #words: Int32Array
  readonly #waiting: number
  readonly #bell: number
  readonly #bellByteOffset: number

  /** `words` view the segment from its start; `byteOffset` is where the doorbell's two lines begin. */
  constructor(segment: Segment, words: Int32Array, byteOffset: number) {
    this.#segment = segment
    this.#words = words
    this.#waiting = (byteOffset + WAITING) >> 2
    this.#bell = (byteOffset + BELL) >> 2
    this.#bellByteOffset = byteOffset + BELL
  }

  /** Owner: announces the sleep and returns the bell to sleep on. Look once more before `sleep`. */
  arm(): number {
    const bell = load(this.#words, this.#bell)
    // SYNC: waiting visible before the owner's second look
    publish(this.#words, this.#waiting, 1)
    return bell
  }

  /** Owner: sleeps unless the bell has been rung since `arm`. */
  sleep(bell: number, timeoutMs: number): 'rung' | 'timed-out' {
    return this.#segment.wait(this.#bellByteOffset, bell, timeoutMs) === 'timed-out' ? 'timed-out' : 'rung'
  }

  /** Owner: awake and looking by itself again. */
  disarm(): void {
    publish(this.#words, this.#waiting, 0)
  }

  /** Neighbour: wakes the owner if it sleeps. Call after publishing. */
  ringIfWaiting(): void {
    // SYNC: waiting visible before the owner's second look
    if (load(this.#words, this.#waiting) !== 0) this.ring()
  }

  /** Anyone: wakes the owner, whether or not it says that it waits. */
  ring(): void {
    add(this.#words, this.#bell)
    this.#segment.wake(this.#bellByteOffset)
  }

  /** The present bell, for a sleeper of another thread that rings the owner's event loop. */
  bell(): number {
    return load(this.#words, this.#bell)
  }
}
