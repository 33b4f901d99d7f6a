import { type Region, regionOver } from './region.ts'
import type { Segment, SegmentHandle, WaitOutcome } from './segment.ts'

/** A segment inside one process: for threads where memory cannot be mapped, and for runs that are inline. */
export class SharedArraySegment implements Segment {
  readonly handle: SegmentHandle
  readonly sizeBytes: number
  readonly #buffer: SharedArrayBuffer
  readonly #words: Int32Array
  readonly #regions = new Map<string, Region>()

  constructor(buffer: SharedArrayBuffer) {
    this.#buffer = buffer
    this.#words = new Int32Array(buffer)
    this.sizeBytes = buffer.byteLength
    this.handle = { kind: 'shared-array-buffer', buffer }
  }

  static create(sizeBytes: number): SharedArraySegment {
    return new SharedArraySegment(new SharedArrayBuffer(sizeBytes))
  }

  region(byteOffset: number, sizeBytes: number): Region {
    const key = `${byteOffset}+${sizeBytes}`
    let region = this.#regions.get(key)
    if (region === undefined) {
      region = regionOver(this.#buffer, byteOffset, sizeBytes)
      this.#regions.set(key, region)
    }
    return region
  }

  wait(byteOffset: number, expected: number, timeoutMs: number): WaitOutcome {
    const outcome = Atomics.wait(this.#words, byteOffset >> 2, expected, timeoutMs)
    return outcome === 'ok' ? 'woken' : outcome === 'not-equal' ? 'changed' : 'timed-out'
  }

  wake(byteOffset: number): void {
    Atomics.notify(this.#words, byteOffset >> 2)
  }

  close(): void {
    this.#regions.clear()
  }
}
