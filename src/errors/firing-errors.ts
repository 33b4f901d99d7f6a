import { KahnveyorError } from './kahnveyor-error.ts'

/** One firing put more items than its worker may. A mistake in the worker, not a bad item: the system fails at once. */
export class FiringTooLargeError extends KahnveyorError {
  readonly port: string
  readonly maxPutsPerFiring: number

  constructor(port: string, maxPutsPerFiring: number) {
    super(
      'KV_FIRING_TOO_LARGE',
      `one firing put more than maxPutsPerFiring=${maxPutsPerFiring} items on ${port}. Raise maxPutsPerFiring in defineWorker, or make an endless producer a source.`,
    )
    this.port = port
    this.maxPutsPerFiring = maxPutsPerFiring
  }
}

/** An item's time lies before what its port has promised to its readers. */
export class TimeBackwardsError extends KahnveyorError {
  readonly port: string
  readonly timeUs: number
  readonly frontierUs: number

  constructor(port: string, field: string, timeUs: number, frontierUs: number) {
    super(
      'KV_TIME_BACKWARDS',
      `${port} put an item with ${field}=${timeUs} after ${field}=${frontierUs}. Times never decrease along a queue, and an output is never earlier than the input it came from.`,
    )
    this.port = port
    this.timeUs = timeUs
    this.frontierUs = frontierUs
  }
}

/** `notYet` keeps as many items as their queue can hold, so no further one can ever arrive. */
export class CapacityTooSmallError extends KahnveyorError {
  constructor(replica: string, port: string, kept: number, capacity: number) {
    super(
      'KV_CAPACITY_TOO_SMALL',
      `${replica} keeps ${kept} items of input ${port} by notYet and its queue holds capacity=${capacity} per writer. Raise the capacity above the most that one firing takes, times the writer's replicas.`,
    )
  }
}

/** A firing returned something that its worker cannot return. The system fails at once. */
export class WrongResultError extends KahnveyorError {
  constructor(replica: string, problem: string) {
    super('KV_WRONG_RESULT', `fire of ${replica} ${problem}.`)
  }
}

/** A file cannot be written: the disk is full or gone. No item is to blame, so the system stops and gives none up. */
export class OutputFileError extends KahnveyorError {
  readonly path: string

  constructor(path: string, problem: string, cause?: unknown) {
    super(
      'KV_OUTPUT_FILE',
      `cannot write ${path}: ${problem}. Make room or mend the path; a durable run can then be resumed.`,
      { cause },
    )
    this.path = path
  }
}

/** A file cannot be read, or is not of the expected kind. */
export class InputFileError extends KahnveyorError {
  readonly path: string

  constructor(path: string, problem: string, cause?: unknown) {
    super('KV_INPUT_FILE', `cannot read ${path}: ${problem}.`, { cause })
    this.path = path
  }
}

/**
 * To be thrown by a worker whose device, disk or peer is at fault and not the item in hand: the system stops, and the item is neither
 * tried again nor given up.
 */
export class OutsideFaultError extends KahnveyorError {
  constructor(problem: string, options?: { readonly cause?: unknown }) {
    super('KV_OUTSIDE_FAULT', problem, options)
  }
}
