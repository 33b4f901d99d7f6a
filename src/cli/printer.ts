/**
 * Where the command's words go. Data (JSON) goes to stdout; words for people about the run go to stderr; the log goes to stdout
 * unless that carries data. On a terminal a live block stays below all of it. A slow reader never holds the run up: lines for
 * people are dropped and counted, data waits.
 */
import { once } from 'node:events'
import { StringDecoder } from 'node:string_decoder'
import { stripVTControlCharacters } from 'node:util'
import { formatLogRecord, type LogRecord } from '../supervisor/run-log.ts'
import { BoundedLines } from '../system/bounded-lines.ts'
import { systemRecord } from '../system/recorded-run.ts'

export interface PrinterOptions {
  readonly dataOnStdout: boolean
  readonly quiet: boolean
  readonly verbose: boolean
}

type Stray = (record: LogRecord) => void

/** How long a slow reader has at the end when somebody wants it to come soon. */
const LAST_LINES_MS = 2000

export class Printer {
  readonly #options: PrinterOptions
  #dataOnStdout: boolean
  readonly #out: BoundedLines
  readonly #err: BoundedLines
  readonly #writeOut: Write
  readonly #writeErr: Write
  readonly #endStrays: () => void
  #patienceMs = Number.POSITIVE_INFINITY
  #block: readonly string[] = []
  #shownLines = 0
  #redraw: NodeJS.Immediate | undefined
  #readerGone: () => void = () => undefined

  /**
   * Takes over the two streams of this process: what anybody else prints (a system file, an inline worker) goes to `stray`, a
   * line at a time, so that it can neither tear the live block nor get between the data.
   */
  constructor(options: PrinterOptions, stray: Stray) {
    this.#options = options
    this.#dataOnStdout = options.dataOnStdout
    const out = takeOver(process.stdout, (line) => stray(systemRecord('info', line)))
    const err = takeOver(process.stderr, (line) => stray(systemRecord('warn', line)))
    this.#writeOut = out.write
    this.#writeErr = err.write
    this.#endStrays = () => {
      out.end()
      err.end()
    }
    this.#out = new BoundedLines(process.stdout, { write: this.#writeOut })
    this.#err = new BoundedLines(process.stderr, { write: this.#writeErr })
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') this.#readerGone()
    })
  }

  /** Calls back when nobody reads stdout any more, as in `kahnveyor run … | head`. */
  onReaderGone(callback: () => void): void {
    this.#readerGone = callback
  }

  /** From here on the log goes to stderr. */
  keepStdoutForData(): void {
    this.#dataOnStdout = true
  }

  /** True where a live block can be shown. */
  get isLive(): boolean {
    return process.stderr.isTTY === true && !this.#options.quiet
  }

  log(record: LogRecord): void {
    const { quiet, verbose } = this.#options
    if (record.level === 'debug' && !verbose) return
    if (record.level === 'info' && quiet) return
    this.#line(this.#dataOnStdout ? this.#err : this.#out, forPeople(record, verbose), true)
  }

  /** A result for people: where the log goes. */
  text(text: string): void {
    this.#line(this.#dataOnStdout ? this.#err : this.#out, text)
  }

  /** What the command itself has to say. */
  say(text: string): void {
    this.#line(this.#err, text)
  }

  /** A line of data. Resolves when there is room for the next one. */
  async data(line: string): Promise<void> {
    if (process.stdout.destroyed) return
    if (process.stdout.isTTY) this.#erase()
    if (!this.#writeOut(`${line}\n`)) await once(process.stdout, 'drain').catch(() => undefined)
  }

  /** Shows these lines below everything else until the next call; none: nothing. */
  show(lines: readonly string[]): void {
    this.#block = lines
    this.#draw()
  }

  /** Somebody wants the end: slow readers are not waited for any more. */
  hurry(): void {
    this.#patienceMs = LAST_LINES_MS
  }

  /** Nothing else will be printed. Waits for slow readers, such as a pager: nothing but this process is held up now. */
  async close(): Promise<void> {
    this.#endStrays()
    this.show([])
    clearImmediate(this.#redraw)
    await Promise.all([this.#out.flush(this.#patienceMs), this.#err.flush(this.#patienceMs)])
  }

  #line(lines: BoundedLines, text: string, isLog = false): void {
    this.#erase()
    if (isLog) lines.write(text)
    else lines.writeAnyway(text)
    if (this.#block.length > 0) this.#redraw ??= setImmediate(() => this.#draw())
  }

  #erase(): void {
    if (this.#shownLines === 0) return
    this.#writeErr(`\x1b[${this.#shownLines}A\x1b[0J`)
    this.#shownLines = 0
  }

  #draw(): void {
    this.#redraw = undefined
    this.#erase()
    if (!this.isLive || this.#block.length === 0) return
    // A terminal that does not know its size says 0.
    const columns = process.stderr.columns || 80
    const rows = process.stderr.rows || 24
    const lines = this.#block.slice(0, Math.max(1, rows - 1)).map((line) => line.slice(0, columns - 1))
    this.#writeErr(`${lines.join('\n')}\n`)
    this.#shownLines = lines.length
  }
}

type Write = (text: string) => boolean

/** Replaces a stream's `write`. Gives the original, and what flushes a last line without an end. */
function takeOver(
  stream: NodeJS.WriteStream,
  onLine: (line: string) => void,
): { readonly write: Write; readonly end: () => void } {
  const write = stream.write.bind(stream) as Write
  const decoder = new StringDecoder('utf8')
  let rest = ''
  stream.write = ((chunk: string | Uint8Array, ...more: unknown[]): boolean => {
    const lines = (rest + (typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk)))).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
    const callback = more.find((argument) => typeof argument === 'function') as (() => void) | undefined
    if (callback !== undefined) process.nextTick(callback)
    return true
  }) as typeof stream.write
  const end = (): void => {
    if (rest !== '') onLine(rest)
    rest = ''
  }
  return { write, end }
}

/** A record as it is shown: without stacks, unless asked for, and without what would steer the terminal. */
function forPeople(record: LogRecord, verbose: boolean): string {
  let shown = record
  if (!verbose && record.fields !== undefined) {
    const { stack: _, ...fields } = record.fields
    shown = { ...record, fields: Object.keys(fields).length === 0 ? undefined : fields }
  }
  return stripVTControlCharacters(formatLogRecord(shown)).replaceAll('\n', '\n    ')
}
