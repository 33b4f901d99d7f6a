/**
 * The first line of a segment: what it is and where its plan lies.
 *
 *     0        4         8            16           24
 *     +--------+---------+------------+------------+
 *     | magic  | version | plan start | plan bytes |
 *     +--------+---------+------------+------------+
 */
import { SegmentFormatError } from '../errors/memory-errors.ts'
import type { Segment } from './segment.ts'
import { alignUp, CACHE_LINE_BYTES } from './words.ts'

export const SEGMENT_HEADER_BYTES = CACHE_LINE_BYTES
const MAGIC = 0x4b414856
/** Changes whenever the meaning of any byte of a segment changes. */
export const SEGMENT_VERSION = 1
const PLAN_START = 8
const PLAN_BYTES = PLAN_START + 8

/** How long a segment must be to hold `layoutBytes` and its plan behind them. */
export function segmentBytes(layoutBytes: number, plan: Uint8Array): number {
  return alignUp(layoutBytes, 4096) + alignUp(plan.length, 4096)
}

export function writePlan(segment: Segment, layoutBytes: number, plan: Uint8Array): void {
  const header = segment.region(0, SEGMENT_HEADER_BYTES)
  const start = alignUp(layoutBytes, 4096)
  segment.region(start, alignUp(plan.length, 8)).u8.set(plan)
  header.f64[PLAN_START / 8] = start
  header.f64[PLAN_BYTES / 8] = plan.length
  header.i32[1] = SEGMENT_VERSION
  header.i32[0] = MAGIC
}

/** The plan that a segment carries. Throws `KV_SEGMENT_FORMAT` for anything else. */
export function readPlan(segment: Segment): Uint8Array {
  if (segment.sizeBytes < SEGMENT_HEADER_BYTES) throw new SegmentFormatError(`it has ${segment.sizeBytes} bytes only`)
  const header = segment.region(0, SEGMENT_HEADER_BYTES)
  if (header.i32[0] !== MAGIC) throw new SegmentFormatError('this is not a Kahnveyor segment')
  if (header.i32[1] !== SEGMENT_VERSION)
    throw new SegmentFormatError(`version=${header.i32[1]} where version=${SEGMENT_VERSION} is understood`)
  const start = header.f64[PLAN_START / 8] as number
  const bytes = header.f64[PLAN_BYTES / 8] as number
  // What lies beyond the end of a file that was cut is no memory: a look at it would be a bus error.
  if (!(start + alignUp(bytes, 8) <= segment.sizeBytes))
    throw new SegmentFormatError(`it has ${segment.sizeBytes} bytes where its plan ends at ${start + bytes}`)
  return segment.region(start, alignUp(bytes, 8)).u8.slice(0, bytes)
}
