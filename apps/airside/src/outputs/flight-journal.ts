// What has come to the outputs so far, one JSON line per frame, in a file beside them. Only the bytes up to the committed
// position count: a line that was written and not committed is cut off by whoever goes on.

import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { ViewOf } from 'kahnveyor'
import { AirsideError } from '../airside-error.ts'
import type { TargetEstimate } from '../clustering/target-estimator.ts'
import type { Sightings } from '../messages.ts'

/** Plain data of constant size. */
export interface JournalPosition {
  readonly bytes: number
  readonly frames: number
  readonly sightings: number
  /** Of the last estimate. */
  readonly targets: number
}

export interface JournalFrame {
  readonly index: number
  readonly frame: string
  readonly timeUs: number
  readonly note?: string
  readonly fault?: string
  readonly pose?: { readonly northM: number; readonly eastM: number; readonly downM: number; readonly yawRad: number }
  readonly footprint?: readonly number[]
  readonly picture?: string
  readonly sightings: readonly JournalSighting[]
  readonly leftOut: number
  readonly unusedSightings: number
}

export interface JournalSighting {
  readonly northM: number
  readonly eastM: number
  readonly errorM: number
  readonly label: number
  readonly confidence: number
  /** Grey values of a square, base64. */
  readonly crop: string
}

export interface JournalEntries {
  readonly frames: readonly JournalFrame[]
  readonly estimate: TargetEstimate
}

/** Its name in the folder of the outputs; it is gone when they are complete. */
export const JOURNAL_FILE = '.flight-journal.jsonl'

export class FlightJournal {
  readonly #path: string
  readonly #file: number
  #position: JournalPosition = { bytes: 0, frames: 0, sightings: 0, targets: 0 }
  #cut = false
  #complete = false

  /** Throws `AS_OUTPUT` where the folder cannot be written to. */
  constructor(folder: string) {
    this.#path = join(folder, JOURNAL_FILE)
    try {
      mkdirSync(folder, { recursive: true })
      this.#file = openSync(this.#path, 'a+')
    } catch (cause) {
      throw this.#broken(cause)
    }
  }

  get position(): JournalPosition {
    return this.#position
  }

  /** Takes up where another left off. */
  goOnAt(position: JournalPosition): void {
    this.#position = position
  }

  appendFrame(located: ViewOf<typeof Sightings>, unusedSightings: number): void {
    const { timeUs, facts, pose, footprint, picture, sightings, leftOut } = located
    const entry: JournalFrame = {
      index: facts.index,
      frame: facts.name,
      timeUs,
      ...(facts.note !== undefined && { note: facts.note }),
      ...(facts.fault !== undefined && { fault: facts.fault }),
      ...(pose && { pose: { northM: pose.northM, eastM: pose.eastM, downM: pose.downM, yawRad: pose.yawRad } }),
      ...(footprint && { footprint: [...footprint] }),
      ...(picture !== undefined && { picture }),
      sightings: [...sightings].map(({ northM, eastM, errorM, label, confidence, crop }) => ({
        northM,
        eastM,
        errorM,
        label,
        confidence,
        crop: Buffer.from(crop.data.buffer, crop.data.byteOffset, crop.data.byteLength).toString('base64'),
      })),
      leftOut,
      unusedSightings,
    }
    this.#append(entry)
    const { frames, sightings: sightingsBefore } = this.#position
    this.#position = { ...this.#position, frames: frames + 1, sightings: sightingsBefore + entry.sightings.length }
  }

  /** Only the last estimate is written down; the others tell how many targets there are so far. */
  noteEstimate(estimate: TargetEstimate, isLast: boolean): void {
    if (isLast) this.#append(estimate)
    this.#position = { ...this.#position, targets: estimate.targets.length }
  }

  /** Everything up to the committed position. */
  read(): JournalEntries {
    try {
      const written = readFileSync(this.#path)
      if (written.length < this.#position.bytes) {
        throw new Error(`bytes=${written.length} are left of ${this.#position.bytes}`)
      }
      const lines = written.toString('utf8', 0, this.#position.bytes).split('\n')
      const entries = lines
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as JournalFrame | TargetEstimate)
      this.#complete = true
      return {
        frames: entries.filter((entry) => 'frame' in entry),
        estimate: entries.findLast((entry) => 'targets' in entry) ?? { targets: [], targetOf: [] },
      }
    } catch (cause) {
      throw this.#broken(cause)
    }
  }

  /** The outputs have been written from it: it is not needed any more. One of a flight that did not end stays. */
  close(): void {
    closeSync(this.#file)
    if (this.#complete) rmSync(this.#path, { force: true })
  }

  #append(entry: JournalFrame | TargetEstimate): void {
    try {
      if (!this.#cut) ftruncateSync(this.#file, this.#position.bytes)
      this.#cut = true
      const bytes = Buffer.from(`${JSON.stringify(entry)}\n`, 'utf8')
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at)
      this.#position = { ...this.#position, bytes: this.#position.bytes + bytes.length }
    } catch (cause) {
      throw this.#broken(cause)
    }
  }

  #broken(cause: unknown): AirsideError {
    const reason = cause instanceof Error ? cause.message : String(cause)
    return new AirsideError('AS_OUTPUT', this.#path, `cannot be used: ${reason}; check the folder given with --out`, {
      cause,
    })
  }
}
