import { constants } from 'node:os'
import type { RunReport } from '../system/recorded-run.ts'

/** What the command returns to the shell; the table in docs/reference/cli.md. */
export const ExitCode = {
  done: 0,
  failed: 1,
  /** The command line, the system file or `check` forbids a start. */
  usage: 2,
  /** Ended by `kahnveyor stop` or `kill`, from outside. */
  ended: 3,
} as const

/** `signal` is the last one that the command got, if any. */
export function exitCodeOf(report: RunReport, signal: NodeJS.Signals | undefined): number {
  if (report.outcome === 'failed' || report.leftBehind.length > 0 || !report.ledger.balanced) return ExitCode.failed
  if (report.outcome === 'finished' || report.outcome === 'drained') return ExitCode.done
  return signal === undefined ? ExitCode.ended : codeOfSignal(signal)
}

/** As shells have it: 128 and the signal's number. */
export function codeOfSignal(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal]
}
