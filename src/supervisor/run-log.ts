import type { LogFields, LogLevel } from '../graph/context.ts'

/** One line of a run's log: by a worker, or by the supervisor about one. */
export interface LogRecord {
  /** Wall clock, for people. */
  readonly timeMs: number
  readonly level: LogLevel
  /** Undefined for lines about the system as a whole. */
  readonly worker: string | undefined
  readonly replica: number | undefined
  readonly firing: number | undefined
  readonly text: string
  readonly fields: LogFields | undefined
}

/** What a supervisor tells whoever runs it. */
export type SupervisorEvent =
  | { readonly kind: 'log'; readonly record: LogRecord }
  | { readonly kind: 'report'; readonly worker: string; readonly replica: number; readonly value: unknown }
  /** The way in is to be closed: the calling program ends its inputs. */
  | { readonly kind: 'draining' }
  /** Something stopped, started or committed its end: those who wait on memory may look again. */
  | { readonly kind: 'changed' }

/** A log record as a line for people: time, level, worker/replica, firing, text, fields. */
export function formatLogRecord(record: LogRecord): string {
  const time = new Date(record.timeMs).toISOString().slice(11, 23)
  const who = record.worker === undefined ? 'system' : `${record.worker}/${record.replica}`
  const firing = record.firing === undefined ? '' : ` #${record.firing}`
  const fields = record.fields === undefined ? '' : ` ${formatFields(record.fields)}`
  return `${time} ${record.level.padEnd(5)} ${who}${firing}: ${record.text}${fields}`
}

function formatFields(fields: LogFields): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ')
}
