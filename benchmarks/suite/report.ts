/** Tables for people, one JSON document for programs. */
import type { Benchmark } from './benchmark.ts'
import type { Machine } from './machine.ts'
import type { Row, SkippedRow } from './measure.ts'

export interface GoalReport {
  readonly work: string
  readonly of: string
  readonly against: string
  readonly ratio: number
  readonly goal: number
  readonly met: boolean
}

export interface Report {
  readonly machine: Machine
  readonly rows: readonly Row[]
  readonly skipped: readonly SkippedRow[]
  readonly goals: readonly GoalReport[]
}

/** The goals of which both sides were measured. */
export function judge(benchmarks: readonly Benchmark[], rows: readonly Row[]): readonly GoalReport[] {
  return benchmarks.flatMap(({ work, goals, better }) =>
    goals.flatMap((goal): GoalReport[] => {
      const otherWork = goal.inWork ?? work
      const own = rows.find((row) => row.work === work && row.contestant === goal.of)
      const other = rows.find((row) => row.work === otherWork && row.contestant === goal.against)
      if (own === undefined || other === undefined) return []
      const ratio = own.median / other.median
      const met = better === 'more' ? ratio >= goal.ratio : ratio <= goal.ratio
      const against = otherWork === work ? goal.against : `${otherWork}: ${goal.against}`
      return [{ work, of: goal.of, against, ratio, goal: goal.ratio, met }]
    }),
  )
}

export function formatReport({ machine, rows, skipped, goals }: Report): string {
  const { processor, cores, kernel, node, python, compiler, revision, date, load } = machine
  return [
    `${date.slice(0, 10)}, ${processor}, ${cores} cores, ${kernel}, node ${node}, ${python}, ${compiler}, revision ${revision}, load ${load}`,
    '',
    table(
      ['work', 'contestant', 'unit', 'median', 'min', 'max'],
      rows.map((row) => [
        row.work,
        row.contestant,
        row.unit,
        formatNumber(row.median),
        formatNumber(row.min),
        formatNumber(row.max),
      ]),
    ),
    '',
    table(
      ['work', 'measured', 'against', 'ratio', 'goal', ''],
      goals.map(({ work, of, against, ratio, goal, met }) => [
        work,
        of,
        against,
        `${formatNumber(ratio)} x`,
        `${goal} x`,
        met ? 'met' : 'not met',
      ]),
    ),
    ...skipped.map(({ work, contestant, reason }) => `skipped: ${work}: ${contestant}: ${reason}`),
  ].join('\n')
}

/** Three significant digits, thousands apart. */
export function formatNumber(value: number): string {
  if (value >= 100) return Math.round(Number(value.toPrecision(3))).toLocaleString('en-US')
  return String(Number(value.toPrecision(3)))
}

function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => (line[column] ?? '').length)),
  )
  const format = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] as number)).join(' | ')} |`
  return [format(head), format(widths.map((width) => '-'.repeat(width))), ...lines.map(format)].join('\n')
}
