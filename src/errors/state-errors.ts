import { KahnveyorError } from './kahnveyor-error.ts'

/** A snapshot is larger than the worker's `state.maxBytes`. */
export class StateTooLargeError extends KahnveyorError {
  readonly replica: string
  readonly sizeBytes: number
  readonly maxBytes: number

  constructor(replica: string, sizeBytes: number, maxBytes: number) {
    super(
      'KV_STATE_TOO_LARGE',
      `the snapshot of ${replica} is too large: bytes=${sizeBytes} state.maxBytes=${maxBytes}. Raise state.maxBytes, or keep less.`,
    )
    this.replica = replica
    this.sizeBytes = sizeBytes
    this.maxBytes = maxBytes
  }
}
