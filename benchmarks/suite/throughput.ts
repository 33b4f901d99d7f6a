import { strict as assert } from 'node:assert'

/** What the last worker of a line, or a peer's reader, says at its end. It has checked every item's sequence number. */
export interface Throughput {
  /** Items whose arrival lies in the measured time. */
  readonly items: number
  /** Monotonic time from the arrival of the last item that is not counted to that of the last one. */
  readonly elapsedUs: number
  readonly received: number
  /** Modulo 2^32. */
  readonly checksum: number
}

/** Items per second, after checking that everything arrived whole. */
export function verifiedRate(
  result: Throughput,
  expected: { readonly received: number; readonly checksum: number },
): number {
  assert.equal(result.received, expected.received, 'items received')
  assert.equal(result.checksum, expected.checksum, 'checksum')
  assert.ok(result.elapsedUs > 0)
  return (result.items / result.elapsedUs) * 1e6
}

/** The first tenth is warm-up: engines compile, caches and queues fill. It is checked but not measured. */
export function warmupOf(items: number): number {
  return Math.ceil(items / 10)
}
