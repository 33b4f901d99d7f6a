/**
 * A lane: a ring of slots with one writer and one reader, and its published words. Bytes from the lane's start:
 *
 *     0          128         256          384        512
 *     +----------+-----------+------------+----------+
 *     | tail     | finished  | head       | capacity |
 *     |          | closed    |            |          |
 *     |          | frontier  |            |          |
 *     +----------+-----------+------------+----------+
 *       writer     writer      reader       supervisor
 *
 * Slots, in a region of their own; the number of slots is a power of two, so that a position's slot is its low bits:
 *
 *     0          4           8
 *     +----------+-----------+---------------------------+
 *     | ticket   | block     | payload, where it is inline |
 *     +----------+-----------+---------------------------+
 */
import { alignUp, CACHE_LINE_BYTES } from './words.ts'

/** Written by the writer, the only word of its line: how many items the lane has received, truncated to 32 bits. */
export const TAIL = 0
/** Written by the writer: all items of tickets up to this one are in the lane. */
export const FINISHED_TICKET = CACHE_LINE_BYTES
/** Written by the writer, after the last tail: 1 when nothing more will come. */
export const CLOSED = FINISHED_TICKET + 4
/** Written by the writer: odd while the two halves of the frontier are being written. */
export const FRONTIER_SEQUENCE = CLOSED + 4
export const FRONTIER_LOW = FRONTIER_SEQUENCE + 4
export const FRONTIER_HIGH = FRONTIER_LOW + 4
/** Written by the reader: how many items it has consumed, truncated to 32 bits. */
export const HEAD = 2 * CACHE_LINE_BYTES
/** Written by the supervisor: the fill from which the writer waits. */
export const CAPACITY = 3 * CACHE_LINE_BYTES
export const LANE_BYTES = 4 * CACHE_LINE_BYTES

export const SLOT_TICKET = 0
export const SLOT_BLOCK = SLOT_TICKET + 4
export const SLOT_PAYLOAD = SLOT_BLOCK + 4
/** Items up to this size lie in the slot itself; larger ones lie in a block of their writer's pool. */
export const INLINE_PAYLOAD_BYTES_MAX = 256

export function slotBytes(payloadBytes: number): number {
  return SLOT_PAYLOAD + (payloadBytes <= INLINE_PAYLOAD_BYTES_MAX ? alignUp(payloadBytes, 8) : 0)
}

/** Room for `maxCapacity` and for what one firing may put beyond it. */
export function slotCount(maxCapacity: number, maxPutsPerFiring: number): number {
  return 2 ** Math.ceil(Math.log2(maxCapacity + maxPutsPerFiring))
}
