/** The base of every error that Kahnveyor throws. Match it by `code`, never by `instanceof` across a process. */
export class KahnveyorError extends Error {
  /** Stable, documented in `docs/reference/errors.md`. */
  readonly code: `KV_${string}`

  constructor(code: `KV_${string}`, message: string, options?: { readonly cause?: unknown }) {
    super(message, options)
    this.name = new.target.name
    this.code = code
  }
}

/** The message of anything that was thrown, for a line in a log or another error's text. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
