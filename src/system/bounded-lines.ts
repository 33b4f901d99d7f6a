import type { Writable } from 'node:stream'

/** What may wait for a slow disk or terminal before lines are dropped. */
const BYTES_MAX = 4 * 1024 * 1024

/**
 * Lines to a stream that may be slow: at most a bounded number of bytes waits, further lines are dropped, and the stream says
 * how many as soon as it takes lines again. Whoever writes is never held up: the supervisor writes here.
 */
export class BoundedLines {
  readonly #stream: Writable
  readonly #bytesMax: number
  readonly #write: (text: string) => void
  #droppedNow = 0
  #dropped = 0
  #broken = false

  /** `write` is for streams whose own `write` somebody has replaced. */
  constructor(stream: Writable, options: { readonly bytesMax?: number; readonly write?: (text: string) => void } = {}) {
    this.#stream = stream
    this.#bytesMax = options.bytesMax ?? BYTES_MAX
    this.#write = options.write ?? ((text) => void stream.write(text))
    stream.on('error', () => {
      this.#broken = true
    })
    stream.on('drain', () => this.#sayDropped())
  }

  /** Lines dropped so far. */
  get dropped(): number {
    return this.#dropped
  }

  write(line: string): void {
    if (this.#broken || this.#stream.writableLength > this.#bytesMax) {
      this.#dropped += 1
      this.#droppedNow += 1
    } else this.writeAnyway(line)
  }

  /** For the few lines that must not be missing, however much waits. */
  writeAnyway(line: string): void {
    if (this.#broken) return
    this.#sayDropped()
    this.#write(`${line}\n`)
  }

  /** Resolves when everything is written, the stream has failed, or `deadlineMs` has passed. */
  async flush(deadlineMs: number): Promise<void> {
    this.#sayDropped()
    const endMs = performance.now() + deadlineMs
    while (!this.#broken && this.#stream.writableLength > 0 && performance.now() < endMs)
      await drainOrTick(this.#stream)
  }

  #sayDropped(): void {
    if (this.#droppedNow === 0 || this.#broken) return
    const dropped = this.#droppedNow
    this.#droppedNow = 0
    this.#write(`... ${dropped} lines dropped here: whoever takes them was too slow\n`)
  }
}

/** A stream emits `drain` only if somebody wrote too much; the timer is for all other cases. */
function drainOrTick(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      clearTimeout(timer)
      stream.off('drain', go)
      resolve()
    }
    const timer = setTimeout(go, 20)
    stream.on('drain', go)
  })
}
