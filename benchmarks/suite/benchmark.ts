/** What a benchmark is: one work, done by several contestants that are measured in turns. */

export interface Benchmark {
  /** Room and topology, such as `queue/one-hop-struct`. */
  readonly work: string
  readonly unit: string
  /** Whether a larger or a smaller number is the better one. */
  readonly better: 'more' | 'less'
  readonly contestants: readonly Contestant[]
  readonly goals: readonly Goal[]
}

export interface Contestant {
  readonly name: string
  /** Why it cannot run on this machine, or undefined. Asked once. */
  missing?(): string | undefined
  /** Does the work once, verifies its result, and gives the measured number. Throws when the result is wrong. */
  run(effort: Effort): Promise<number>
}

/** `of` is to reach `ratio` times the number of `against`; where less is better, to stay below it. */
export interface Goal {
  readonly of: string
  readonly against: string
  /** The work whose contestant `against` is; default: the same one. */
  readonly inWork?: string
  readonly ratio: number
}

export interface Effort {
  readonly quick: boolean
}
