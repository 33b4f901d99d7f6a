/**
 * `npm run bench`: all benchmarks, contestants in turns within one run, every result verified.
 *
 *   --quick          fewer items and rounds, under three minutes
 *   --only PATTERN   works whose name contains it
 *   --json FILE      machine, rows, goals as JSON
 *   --rounds N       how often each contestant runs; default 5, quick 3
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { oneHop1080p } from './frames/one-hop-1080p/benchmark.ts'
import { roundTrip } from './latency/round-trip/benchmark.ts'
import { capacity10, capacity512 } from './queue/one-hop-struct/benchmark.ts'
import type { Benchmark } from './suite/benchmark.ts'
import { describeMachine } from './suite/machine.ts'
import { measure, type Row, type SkippedRow } from './suite/measure.ts'
import { formatReport, judge, type Report } from './suite/report.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    json: { type: 'string' },
    rounds: { type: 'string' },
  },
})
const { quick, only } = values
const rounds = Number(values.rounds ?? (quick ? 3 : 5))
if (!(Number.isInteger(rounds) && rounds > 0))
  throw new Error(`--rounds ${values.rounds}: give a whole number from 1 on`)

const all: readonly Benchmark[] = [capacity512, capacity10, oneHop1080p, roundTrip]
const chosen = all.filter(({ work }) => work.includes(only))
if (chosen.length === 0)
  throw new Error(`no work's name contains '${only}'; there are: ${all.map(({ work }) => work).join(', ')}`)

const machine = describeMachine()
const rows: Row[] = []
const skipped: SkippedRow[] = []
for (const benchmark of chosen) {
  const measured = await measure(benchmark, rounds, { quick }, progress)
  rows.push(...measured.rows)
  skipped.push(...measured.skipped)
}
progress('')
const report: Report = { machine, rows, skipped, goals: judge(chosen, rows) }
console.log(formatReport(report))
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`)

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`)
}
