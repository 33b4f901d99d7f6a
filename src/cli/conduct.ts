/**
 * A run from its start to its end, for a person or a script to watch: what `run` and `resume` have in common. The supervisor is in
 * this process.
 */
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from '../errors/graph-errors.ts'
import type { SystemDefinition } from '../graph/define-system.ts'
import type { LogRecord } from '../supervisor/run-log.ts'
import { DEFAULT_DEADLINES } from '../supervisor/supervisor.ts'
import { type RecordedRun, systemRecord } from '../system/recorded-run.ts'
import type { CommandLine, OptionRule } from './command-line.ts'
import { exitCodeOfError, textOfError } from './error-text.ts'
import { codeOfSignal, ExitCode, exitCodeOf } from './exit-codes.ts'
import { type Interrupts, listenForSignals } from './interrupts.ts'
import { itemJson } from './item-json.ts'
import { Printer } from './printer.ts'
import { Progress } from './progress.ts'
import { notStartedJson, summaryJson, summaryLines } from './summary.ts'

const REFRESH_MS = 250
/** How long items may still be printed after a run that was stopped, killed or has failed. */
const LAST_ITEMS_MS = 1000

/** How a run is shown and ended; for every verb that conducts one. */
export const CONDUCT_OPTIONS = {
  'drain-timeout': {
    type: 'string',
    value: 'SECONDS',
    help: `how long a drain may take before it becomes a stop; default ${DEFAULT_DEADLINES.drainMs / 1000}`,
  },
  json: { type: 'boolean', help: 'print one JSON document at the end, and the log to stderr' },
  quiet: { type: 'boolean', help: 'show warnings, errors and results only' },
} as const satisfies Record<string, OptionRule>

/** A run that is about to begin. */
export interface Beginning {
  readonly system: SystemDefinition
  readonly warnings: readonly Finding[]
  begin(options: BeginOptions): Promise<RecordedRun>
  /** It has begun before: what it writes beside its log is continued too. */
  readonly isResumed: boolean
}

export interface BeginOptions {
  readonly supervisor: 'here'
  readonly onLog: (record: LogRecord) => void
  readonly deadlines: { readonly drainMs?: number }
}

/** Conducts the run that `prepare` makes ready; resolves with the exit code. What goes wrong is told. */
export async function conduct(line: CommandLine, prepare: () => Promise<Beginning>): Promise<number> {
  const printer = new Printer(
    { dataOnStdout: line.flag('json'), quiet: line.flag('quiet'), verbose: line.flag('verbose') },
    (record) => strayLog(record),
  )
  let strayLog = (record: LogRecord): void => printer.log(record)
  try {
    return await conductTo(line, printer, prepare, (recorded) => {
      strayLog = (record) => recorded.log({ ...record, ...recorded.speaker() })
    })
  } catch (thrown) {
    printer.say(textOfError(thrown, line.flag('verbose')))
    if (line.flag('json')) await printer.data(notStartedJson(thrown))
    return exitCodeOfError(thrown)
  } finally {
    await printer.close()
  }
}

async function conductTo(
  line: CommandLine,
  printer: Printer,
  prepare: () => Promise<Beginning>,
  onStarted: (recorded: RecordedRun) => void,
): Promise<number> {
  const drainSeconds = line.number('drain-timeout', 0)
  const { system, warnings, begin, isResumed } = await prepare()
  if (Object.keys(system.parts.outputs ?? {}).length > 0) printer.keepStdoutForData()

  const recorded = await begin({
    supervisor: 'here',
    onLog: (record) => printer.log(record),
    deadlines: drainSeconds === undefined ? {} : { drainMs: drainSeconds * 1000 },
  })
  onStarted(recorded)
  const interrupts = listenForSignals(recorded.control, (text) => printer.say(text))
  const crash = endAtUncaught(recorded)
  let readerGone = false
  printer.onReaderGone(() => {
    readerGone = true
    recorded.control.perform('stop').catch(() => undefined)
  })
  for (const warning of warnings) recorded.log(systemRecord('warn', `check: ${warning.where}: ${warning.message}`))
  for (const [name, input] of Object.entries(recorded.running.inputs)) {
    printer.say(`input ${name} is closed at once: only a program that starts the system can feed it`)
    input.close()
  }
  const itemsFile = line.flag('json') ? join(recorded.runDirectory, 'outputs.jsonl') : undefined
  let itemsPrinted = false
  const items = printOutputs(recorded, printer, itemsFile, isResumed).then(() => {
    itemsPrinted = true
  })
  recorded.waitFor(Promise.race([items, givenUp(recorded, interrupts)]))
  const progress = showProgress(recorded, printer)
  const report = await recorded.ended
  progress.close()
  if (line.flag('json')) await Promise.race([printer.data(summaryJson(system.name, report)), interrupts.insisted])
  if (!line.flag('quiet') || report.error !== undefined)
    for (const text of summaryLines(system.name, report)) printer.text(text)
  if (interrupts.signal !== undefined) printer.hurry()
  interrupts.close()
  crash.close()
  if (crash.error !== undefined) return ExitCode.failed
  if (readerGone && interrupts.signal === undefined) return codeOfSignal('SIGPIPE')
  if (!itemsPrinted && interrupts.signal !== undefined) return codeOfSignal(interrupts.signal)
  return exitCodeOf(report, interrupts.signal)
}

/** Prints what arrives at the outputs, no faster than its reader reads: the queue behind it fills, as it should. */
async function printOutputs(
  recorded: RecordedRun,
  printer: Printer,
  file: string | undefined,
  isResumed: boolean,
): Promise<void> {
  const outputs = Object.entries(recorded.running.outputs)
  if (outputs.length === 0) return
  const stream = file === undefined ? undefined : createWriteStream(file, { flags: isResumed ? 'a' : 'w' })
  const put = async (text: string): Promise<void> => {
    if (stream === undefined) await printer.data(text)
    else if (!stream.write(`${text}\n`)) await once(stream, 'drain')
  }
  await Promise.all(
    outputs.map(async ([name, output]) => {
      for await (const item of output) await put(itemJson(name, item))
    }),
  )
  if (stream !== undefined) await once(stream.end(), 'close')
}

/** Resolves when nobody waits for the items at the outputs any more. */
async function givenUp(recorded: RecordedRun, interrupts: Interrupts): Promise<void> {
  const { outcome } = await recorded.control.finished
  if (outcome === 'finished' || outcome === 'drained') await interrupts.insisted
  else await new Promise((resolve) => setTimeout(resolve, LAST_ITEMS_MS).unref())
}

function showProgress(recorded: RecordedRun, printer: Printer): { close(): void } {
  if (!printer.isLive) return { close: () => undefined }
  const progress = new Progress()
  const timer = setInterval(() => {
    recorded.running.status().then(
      (status) => printer.show(progress.lines(status)),
      () => undefined,
    )
  }, REFRESH_MS)
  return {
    close: () => {
      clearInterval(timer)
      printer.show([])
    },
  }
}

/** What nobody catches in this process (a timer of an inline worker, say) ends the run and not just the process. */
function endAtUncaught(recorded: RecordedRun): { readonly error: unknown; close(): void } {
  let error: unknown
  const onError = (thrown: unknown): void => {
    error ??= thrown ?? new Error('nothing was thrown')
    recorded.log(systemRecord('error', `nobody caught ${textOfError(thrown, true)}`))
    recorded.control.perform('kill').catch(() => undefined)
  }
  process.on('uncaughtException', onError)
  process.on('unhandledRejection', onError)
  return {
    get error() {
      return error
    },
    close: () => {
      process.off('uncaughtException', onError)
      process.off('unhandledRejection', onError)
    },
  }
}
