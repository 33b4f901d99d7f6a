import type { Region } from './region.ts'

/** What another thread or process needs in order to see the same segment. */
export type SegmentHandle =
  | { readonly kind: 'file-descriptor'; readonly fileDescriptor: number; readonly sizeBytes: number }
  | { readonly kind: 'shared-array-buffer'; readonly buffer: SharedArrayBuffer }

/** How a wait on a word ended: `changed` means that the word had another value already. */
export type WaitOutcome = 'woken' | 'changed' | 'timed-out'

/** The shared memory of one run. Everything that replicas, supervisor and calling program share lies in it. */
export interface Segment {
  readonly sizeBytes: number
  readonly handle: SegmentHandle
  /** A part of the segment, by bytes from its start; both arguments are multiples of 8. Regions of the same place share one view. */
  region(byteOffset: number, sizeBytes: number): Region
  /** Blocks this thread while the word at `byteOffset` is `expected`, until it is woken or `timeoutMs` have passed. */
  wait(byteOffset: number, expected: number, timeoutMs: number): WaitOutcome
  /** Wakes everyone who waits on the word at `byteOffset`. */
  wake(byteOffset: number): void
  /** Gives the mapping up. No view of this segment may be used afterwards. */
  close(): void
}
