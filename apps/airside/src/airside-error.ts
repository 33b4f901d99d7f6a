// The error of the airside workspace. Every module here throws this class and nothing else on purpose.

/** Stable codes, matched by callers; the message is for people. */
export type AirsideErrorCode = `AS_${string}`

/**
 * Says what went wrong and where.
 *
 * `place` names the argument, file, row or pixel at fault (`detection.areaPixelsMin`, `GPSReceivedLog.log:512`), so that
 * the reader of a log finds it without a stack trace.
 */
export class AirsideError extends Error {
  readonly code: AirsideErrorCode
  readonly place: string

  constructor(code: AirsideErrorCode, place: string, what: string, options?: ErrorOptions) {
    super(`${place}: ${what} (${code})`, options)
    this.name = 'AirsideError'
    this.code = code
    this.place = place
  }
}
