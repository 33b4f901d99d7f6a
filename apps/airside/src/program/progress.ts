// What is shown while a flight is worked off: on a terminal one line, drawn again a few times a second; elsewhere a line
// every few seconds.

import type { SystemStatus } from 'kahnveyor'
import type { OutputsProgress } from '../workers/outputs.worker.ts'

const TERMINAL_PERIOD_MS = 250
const PLAIN_PERIOD_MS = 5000

export class Progress {
  readonly #frames: number
  readonly #status: () => Promise<SystemStatus>
  readonly #stream: NodeJS.WriteStream
  readonly #timer: NodeJS.Timeout
  readonly #beganMs = performance.now()
  #state: OutputsProgress = { frames: 0, sightings: 0, targets: 0 }
  #width = 0

  constructor(frames: number, status: () => Promise<SystemStatus>, stream: NodeJS.WriteStream = process.stderr) {
    this.#frames = frames
    this.#status = status
    this.#stream = stream
    this.#timer = setInterval(() => void this.#show(), stream.isTTY ? TERMINAL_PERIOD_MS : PLAIN_PERIOD_MS)
  }

  update(state: OutputsProgress): void {
    this.#state = state
  }

  /** A line of its own, above the one that is drawn again. */
  say(text: string): void {
    this.#erase()
    this.#stream.write(`${text}\n`)
  }

  end(): void {
    clearInterval(this.#timer)
    this.#erase()
  }

  async #show(): Promise<void> {
    const status = await this.#status().catch(() => undefined)
    if (status === undefined || status.phase === 'ended') return
    const { frames, sightings, targets } = this.#state
    const seconds = (performance.now() - this.#beganMs) / 1000
    const queues = status.queues.map(({ fill, capacity }) => `${fill}/${capacity}`).join(' ')
    const text =
      `${status.phase}: ${frames} of ${this.#frames} frames, ${(frames / seconds).toFixed(0)}/s, ` +
      `${sightings} sightings, ${targets} targets so far; queues ${queues}`
    if (!this.#stream.isTTY) {
      this.#stream.write(`${text}\n`)
      return
    }
    const line = text.slice(0, Math.max(20, (this.#stream.columns ?? 80) - 1))
    this.#stream.write(`\r${line.padEnd(this.#width)}`)
    this.#width = line.length
  }

  #erase(): void {
    if (this.#width > 0) this.#stream.write(`\r${' '.repeat(this.#width)}\r`)
    this.#width = 0
  }
}
