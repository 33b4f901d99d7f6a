import { MappedSegment } from './mapped-segment.ts'
import type { Segment, SegmentHandle } from './segment.ts'
import { SharedArraySegment } from './shared-array-segment.ts'

/** The segment that somebody else made and handed on. */
export function openSegment(handle: SegmentHandle): Segment {
  return handle.kind === 'file-descriptor'
    ? MappedSegment.open(handle.fileDescriptor, handle.sizeBytes)
    : new SharedArraySegment(handle.buffer)
}
