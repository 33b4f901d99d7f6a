import { writeFileSync } from 'node:fs'

const LINES_MAX = 100

/** What a replica has said last, over its incarnations: goes beside the capsule of a firing that is given up. */
export class LastWords {
  readonly #lines: string[] = []

  add(level: string, text: string): void {
    this.#lines.push(`${new Date().toISOString()} ${level.padEnd(5)} ${text}`)
    if (this.#lines.length > LINES_MAX) this.#lines.shift()
  }

  /** Best effort: the same lines are in the log of the run. */
  write(path: string): void {
    try {
      writeFileSync(path, this.#lines.map((line) => `${line}\n`).join(''))
    } catch {
      // A full disk has been told of by the capsule itself.
    }
  }
}
