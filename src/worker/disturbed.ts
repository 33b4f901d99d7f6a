/**
 * What a run on trial does to its own workers: before a firing's function is called, an exception in its place, or a word to whoever
 * runs the trial that the time for a signal has come. Each happens once: a mark in the trial's folder outlives the process.
 */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Disturbance, Trial } from '../graph/trial.ts'

/** Thrown in place of a firing. Its name is how the log and the trial know it. */
export class InjectedException extends Error {
  override readonly name = 'InjectedException'
}

/** Whether a line of the log tells of such an exception. */
export function isInjected(text: string): boolean {
  return text.startsWith('firing threw InjectedException')
}

/** What a replica reports when a signal is due: its `disturbance` is an id. */
export interface DisturbanceDue {
  readonly 'kahnveyor.disturbance': number
}

export function dueDisturbance(report: unknown): number | undefined {
  return (report as Partial<DisturbanceDue> | null | undefined)?.['kahnveyor.disturbance']
}

/** The file that says that a disturbance has happened. Written before it does: it may be the end of whoever writes it. */
export function markDisturbance(trial: Pick<Trial, 'folder'>, id: number): void {
  writeFileSync(markPath(trial, id), '')
}

function markPath({ folder }: Pick<Trial, 'folder'>, id: number): string {
  return join(folder, `${id}.happened`)
}

/** The disturbances of one replica, in one incarnation. */
export class Disturbances {
  readonly #trial: Trial
  readonly #left: Disturbance[]
  readonly #asked = new Set<number>()
  readonly #ask: (due: DisturbanceDue) => void
  readonly #wait: () => void

  /** `ask` reports to the outside; `wait` blocks for a while. */
  constructor(
    trial: Trial,
    of: { readonly worker: string; readonly replica: number },
    ask: (due: DisturbanceDue) => void,
    wait: () => void,
  ) {
    this.#trial = trial
    this.#left = trial.disturbances.filter(
      ({ id, worker, replica }) => worker === of.worker && replica === of.replica && !existsSync(markPath(trial, id)),
    )
    this.#ask = ask
    this.#wait = wait
  }

  get areOver(): boolean {
    return this.#left.length === 0
  }

  /** To be called before firing number `firing`. */
  meet(firing: number): void {
    for (const disturbance of [...this.#left]) {
      const { id, kind } = disturbance
      if (disturbance.firing > firing) continue
      if (kind === 'throw') {
        this.#forget(disturbance)
        markDisturbance(this.#trial, id)
        throw new InjectedException(`injected before firing ${firing}`)
      }
      if (!this.#asked.has(id)) this.#ask({ 'kahnveyor.disturbance': id })
      this.#asked.add(id)
      if (kind === 'stop') this.#forget(disturbance)
      else if (firing >= disturbance.lastFiring) {
        this.#wait()
        this.#forget(disturbance)
      }
    }
  }

  #forget(disturbance: Disturbance): void {
    this.#left.splice(this.#left.indexOf(disturbance), 1)
  }
}
