import { getSystemErrorName } from 'node:util'
import { KahnveyorError } from './kahnveyor-error.ts'

/** A call to the operating system failed. `call` and `errno` say which and why. */
export class SystemCallError extends KahnveyorError {
  readonly call: string
  readonly errno: number

  constructor(call: string, errno: number) {
    super(
      'KV_SYSTEM_CALL',
      `${call} failed: error=${systemErrorName(errno)}. Check memory and descriptor limits (ulimit -a).`,
    )
    this.call = call
    this.errno = errno
  }
}

/** Processes cannot share memory here; threads and inline runs still work. */
export class UnsupportedPlatformError extends KahnveyorError {
  constructor(platform: string, architecture: string, cause?: unknown) {
    super(
      'KV_UNSUPPORTED_PLATFORM',
      `worker processes need Linux and a koffi binary: platform=${platform} architecture=${architecture}. Use isolation 'thread' or 'inline'.`,
      { cause },
    )
  }
}

function systemErrorName(errno: number): string {
  try {
    return getSystemErrorName(-errno)
  } catch {
    return String(errno)
  }
}

/** A segment was made by another version, or is none. */
export class SegmentFormatError extends KahnveyorError {
  constructor(problem: string) {
    super(
      'KV_SEGMENT_FORMAT',
      `the segment cannot be read: ${problem}. Run all parts of a system with one version of kahnveyor.`,
    )
  }
}

/** A durable run is to be resumed while some process of it is still alive, or while it is being resumed already. */
export class RunInUseError extends KahnveyorError {
  constructor(path: string) {
    super(
      'KV_RUN_IN_USE',
      `the run behind ${path} is still alive: one of its processes holds the segment. Wait for it, or end it, before resuming.`,
    )
  }
}

/** A durable run was made by another system than the one that shall go on with it. */
export class RunChangedError extends KahnveyorError {
  readonly difference: string

  constructor(path: string, difference: string) {
    super(
      'KV_RUN_CHANGED',
      `the run behind ${path} cannot be resumed with this system: ${difference}. Resume with the system it was started with, or start anew.`,
    )
    this.difference = difference
  }
}
