/** A region whose bytes before and after one item are watched. */
import assert from 'node:assert/strict'
import type { Region } from '../../src/memory/region.ts'
import { SharedArraySegment } from '../../src/memory/shared-array-segment.ts'
import type { Message } from '../../src/message/message.ts'

const GUARD_BYTES = 64
const GUARD = 0xa5

export interface GuardedRegion {
  readonly region: Region
  readonly byteOffset: number
  /** Fails if a byte outside the item was touched. */
  assertUntouched(): void
}

/** Room for one item of `message` at an offset of its own, in a shared buffer of which the region is only a part. */
export function guardedRegion(message: Message): GuardedRegion {
  const sizeBytes = GUARD_BYTES + message.sizeBytes + GUARD_BYTES
  const region = SharedArraySegment.create(8 + sizeBytes).region(8, sizeBytes)
  region.u8.fill(GUARD)
  const end = GUARD_BYTES + message.sizeBytes
  return {
    region,
    byteOffset: GUARD_BYTES,
    assertUntouched() {
      const outside = [...region.u8.subarray(0, GUARD_BYTES), ...region.u8.subarray(end)]
      assert.ok(
        outside.every((byte) => byte === GUARD),
        'bytes outside the item were touched',
      )
    },
  }
}

/** What `get` gives after `put` of the value. */
export function roundTrip(message: Message, value: unknown): unknown {
  const { region, byteOffset, assertUntouched } = guardedRegion(message)
  message.write(region, byteOffset, value)
  assertUntouched()
  return message.copy(message.reader(region).at(byteOffset))
}
