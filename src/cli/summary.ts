/** The end of a run: as lines for people and as the one document of `--json`. */
import { relative } from 'node:path'
import { messageOf } from '../errors/kahnveyor-error.ts'
import type { RunReport } from '../system/recorded-run.ts'
import { codeOf } from './error-text.ts'
import { table } from './table.ts'

export function summaryLines(system: string, report: RunReport): string[] {
  const { outcome, durationMs, ledger, restarts, runDirectory, error, leftBehind, droppedLogLines } = report
  const rows = ledger.queues.map((entry) => [
    entry.queue,
    entry.in,
    entry.out,
    entry.dropped,
    entry.deadLettered,
    entry.queued,
  ])
  const lines = [`${system} ${outcome} after ${(durationMs / 1000).toFixed(1)} s, restarts ${restarts}`]
  if (error !== undefined) lines.push(`${error.message} (${error.code})`)
  if (leftBehind.length > 0) lines.push(`still there although killed: ${leftBehind.join(', ')}`)
  if (rows.length > 0)
    lines.push('', ...table([['queue', 'in', 'out', 'dropped', 'dead-lettered', 'queued'], ...rows]), '')
  if (!ledger.balanced) lines.push('the ledger does not balance: please report this with the run directory')
  if (droppedLogLines > 0) lines.push(`${droppedLogLines} log lines were dropped: the disk was too slow`)
  lines.push(`run directory ${relative('.', runDirectory) || '.'}`)
  return lines
}

export function summaryJson(system: string, report: RunReport): string {
  const { outcome, durationMs, restarts, ledger, leftBehind, droppedLogLines, runDirectory, error } = report
  return json({
    system,
    outcome,
    durationMs,
    restarts,
    runDirectory,
    droppedLogLines,
    leftBehind,
    ledger,
    ...(error === undefined ? {} : { error: { ...errorFields(error), worker: error.worker, replica: error.replica } }),
  })
}

/** The document of a run that did not begin. */
export function notStartedJson(thrown: unknown): string {
  return json({ outcome: 'not-started', error: errorFields(thrown) })
}

function errorFields(thrown: unknown): { readonly code: string | undefined; readonly message: string } {
  return { code: codeOf(thrown), message: messageOf(thrown) }
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2)
}
