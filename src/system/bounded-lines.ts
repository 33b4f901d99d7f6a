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
      return
    }
    this.#sayDropped()
    this.#write(`${line}\n`)
  }

  /** Resolves when everything is written, or after `deadlineMs`. */
  async flush(deadlineMs: number): Promise<void> {
    this.#sayDropped()
    const endMs = performance.now() + deadlineMs
    while (!this.#broken && this.#stream.writableLength > 0 && performance.now() < endMs)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 50)
        this.#stream.once('drain', () => {
          clearTimeout(timer)
          resolve()
        })
      })
  }

  #sayDropped(): void {
    if (this.#droppedNow === 0 || this.#broken) return
    const dropped = this.#droppedNow
    this.#droppedNow = 0
    this.#write(`... ${dropped} lines dropped here: whoever takes them was too slow\n`)
  }
}
