import { readFileSync } from 'node:fs'

/** What the kernel says of a process: proc(5), `/proc/PID/stat`. */
export interface ProcessFacts {
  /** One letter: R running, S sleeping, D uninterruptible, T stopped, Z zombie. */
  readonly state: string
  readonly rssBytes: number
}

const PAGE_BYTES = 4096
/** Counted from the field behind the command's name. */
const STATE_FIELD = 0
const RSS_FIELD = 21

/** Undefined where there is no such process, or no /proc. */
export function processFacts(pid: number): ProcessFacts | undefined {
  let text: string
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1')
  } catch {
    return undefined
  }
  // The command's name stands in parentheses and may hold anything, also blanks and parentheses.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return { state: fields[STATE_FIELD] ?? '?', rssBytes: Number(fields[RSS_FIELD]) * PAGE_BYTES }
}
