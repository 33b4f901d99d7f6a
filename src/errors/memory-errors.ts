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
