/** Runs contestants in turns, A B C A B C …, so that what else happens on the machine hits all of them alike. */
import type { Benchmark, Contestant, Effort } from './benchmark.ts'

export interface Row {
  readonly work: string
  readonly contestant: string
  readonly unit: string
  readonly median: number
  readonly min: number
  readonly max: number
  readonly runs: readonly number[]
}

export interface SkippedRow {
  readonly work: string
  readonly contestant: string
  readonly reason: string
}

export interface Measured {
  readonly rows: readonly Row[]
  readonly skipped: readonly SkippedRow[]
}

export async function measure(
  benchmark: Benchmark,
  rounds: number,
  effort: Effort,
  progress: (text: string) => void,
): Promise<Measured> {
  const { work, unit } = benchmark
  const skipped: SkippedRow[] = []
  const present: { readonly contestant: Contestant; readonly runs: number[] }[] = []
  for (const contestant of benchmark.contestants) {
    const reason = contestant.missing?.()
    if (reason === undefined) present.push({ contestant, runs: [] })
    else skipped.push({ work, contestant: contestant.name, reason })
  }
  for (let round = 1; round <= rounds; round += 1) {
    for (const { contestant, runs } of present) {
      progress(`${work}: ${contestant.name}, ${round} of ${rounds}`)
      try {
        runs.push(await contestant.run(effort))
      } catch (cause) {
        throw new Error(`${work}: ${contestant.name} failed in round ${round}`, { cause })
      }
    }
  }
  const rows = present.map(({ contestant, runs }): Row => {
    const sorted = runs.toSorted((a, b) => a - b)
    return {
      work,
      contestant: contestant.name,
      unit,
      median: median(sorted),
      min: sorted[0] as number,
      max: sorted.at(-1) as number,
      runs,
    }
  })
  return { rows, skipped }
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length >> 1
  const upper = sorted[middle] as number
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2
}
