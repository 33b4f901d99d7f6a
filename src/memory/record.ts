/**
 * The two records of a replica and the flip between them. A commit writes the spare record with plain stores, then flips:
 * before the flip a successor continues from the old record, after it from the new one, and there is nothing in between.
 */
import { FLIP, RECORDS, type RecordLayout } from './record-layout.ts'
import type { Region } from './region.ts'
import { load, publish } from './words.ts'

export class RecordPair {
  readonly #words: Int32Array
  readonly #flip: number
  readonly #doubles: readonly [Float64Array, Float64Array]
  readonly #states: readonly [Uint8Array, Uint8Array]
  #commits: number

  /** `control` views the segment from its start; `blockByteOffset` is where the replica's block begins in it. */
  constructor(control: Region, blockByteOffset: number, layout: RecordLayout) {
    this.#words = control.i32
    this.#flip = (blockByteOffset + FLIP) >> 2
    const record = (number: number) => {
      const start = blockByteOffset + RECORDS + number * layout.recordBytes
      const stateStart = start + layout.doubles * 8
      return {
        doubles: control.f64.subarray(start / 8, stateStart / 8),
        state: control.u8.subarray(stateStart, start + layout.recordBytes),
      }
    }
    const [even, odd] = [record(0), record(1)]
    this.#doubles = [even.doubles, odd.doubles]
    this.#states = [even.state, odd.state]
    this.#commits = load(this.#words, this.#flip)
  }

  /** The committed record. For its owner, its successor, and for the supervisor once the owner is reaped. */
  current(): Float64Array {
    return this.#doubles[this.#commits & 1] as Float64Array
  }

  /** The record that the next flip will make current. */
  spare(): Float64Array {
    return this.#doubles[(this.#commits + 1) & 1] as Float64Array
  }

  currentState(): Uint8Array {
    return this.#states[this.#commits & 1] as Uint8Array
  }

  spareState(): Uint8Array {
    return this.#states[(this.#commits + 1) & 1] as Uint8Array
  }

  /** The commit: the one decisive store. All of the spare record must have been written. */
  flip(): void {
    this.#commits = (this.#commits + 1) | 0
    // SYNC: a whole record is visible once the flip names it
    publish(this.#words, this.#flip, this.#commits)
  }

  /** Reads the flip again, for those who look at a replica that is not theirs. */
  refresh(): number {
    // SYNC: a whole record is visible once the flip names it
    this.#commits = load(this.#words, this.#flip)
    return this.#commits
  }
}
