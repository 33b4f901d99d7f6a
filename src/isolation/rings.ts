/** A timer of Node cannot wait longer than this. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/**
 * Where rings arrive in an event loop: a count and room for one who waits. Nothing is left behind by a wait that a timer ended, so
 * one may wait for years.
 */
export class Rings {
  #count = 0
  #wake: (() => void) | undefined

  /** Take it before looking; a ring that comes while you look ends the wait that follows at once. */
  get count(): number {
    return this.#count
  }

  ring(): void {
    this.#count += 1
    this.#wake?.()
  }

  /** Resolves at the first ring after `seen`, or after `delayMs`. One waits at a time. */
  after(seen: number, delayMs: number = Number.POSITIVE_INFINITY): Promise<void> {
    if (this.#count !== seen) return Promise.resolve()
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer)
        this.#wake = undefined
        resolve()
      }
      const timer =
        delayMs === Number.POSITIVE_INFINITY
          ? undefined
          : setTimeout(wake, Math.min(LONGEST_TIMER_MS, Math.max(0, delayMs)))
      this.#wake = wake
    })
  }
}
