/** `kahnveyor run`: one run from start to end, with the supervisor in this process, for a person or a script to watch. */
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join, resolve } from 'node:path'
import { CheckFailedError, type Finding } from '../errors/graph-errors.ts'
import { check } from '../graph/check.ts'
import type { SystemDefinition } from '../graph/define-system.ts'
import type { LogRecord } from '../supervisor/run-log.ts'
import { DEFAULT_DEADLINES } from '../supervisor/supervisor.ts'
import { DEFAULT_KEEP, type RecordedRun, startRecorded, systemRecord } from '../system/recorded-run.ts'
import type { CommandLine, Verb } from './command-line.ts'
import { exitCodeOfError, textOfError } from './error-text.ts'
import { codeOfSignal, ExitCode, exitCodeOf } from './exit-codes.ts'
import { type Interrupts, listenForSignals } from './interrupts.ts'
import { itemJson } from './item-json.ts'
import { loadSystem } from './load-system.ts'
import { Printer } from './printer.ts'
import { Progress } from './progress.ts'
import { type ArgsByWorker, readSetArgs } from './set-args.ts'
import { notStartedJson, summaryJson, summaryLines } from './summary.ts'

const REFRESH_MS = 250
/** How long items may still be printed after a run that was stopped, killed or has failed. */
const LAST_ITEMS_MS = 1000

export const run: Verb = {
  name: 'run',
  operand: 'FILE',
  operands: { min: 1, max: 1 },
  summary: 'run the system that FILE exports, until it ends or is ended',
  options: {
    isolation: {
      type: 'string',
      value: 'inline|thread|process',
      help: 'where workers run; default process',
    },
    set: {
      type: 'string',
      multiple: true,
      value: 'WORKER.ARG=VALUE',
      help: 'an arg of a worker, over the system file; JSON or text',
    },
    seed: { type: 'string', value: 'N', help: 'seed of context.random(); default 1' },
    out: { type: 'string', value: 'DIR', help: 'the run directory; default a new one in runs/' },
    keep: { type: 'string', value: 'N', help: `how many runs stay in runs/; default ${DEFAULT_KEEP}` },
    'drain-timeout': {
      type: 'string',
      value: 'SECONDS',
      help: `how long a drain may take before it becomes a stop; default ${DEFAULT_DEADLINES.drainMs / 1000}`,
    },
    json: { type: 'boolean', help: 'print one JSON document at the end, and the log to stderr' },
    quiet: { type: 'boolean', help: 'show warnings, errors and results only' },
  },
  perform: async (line) => {
    const printer = new Printer(
      { dataOnStdout: line.flag('json'), quiet: line.flag('quiet'), verbose: line.flag('verbose') },
      (record) => strayLog(record),
    )
    let strayLog = (record: LogRecord): void => printer.log(record)
    try {
      return await runTo(line, printer, (recorded) => {
        strayLog = (record) => recorded.log({ ...record, ...recorded.speaker() })
      })
    } catch (thrown) {
      printer.say(textOfError(thrown, line.flag('verbose')))
      if (line.flag('json')) await printer.data(notStartedJson(thrown))
      return exitCodeOfError(thrown)
    } finally {
      await printer.close()
    }
  },
}

async function runTo(line: CommandLine, printer: Printer, onStarted: (recorded: RecordedRun) => void): Promise<number> {
  const file = line.operands[0] as string
  const isolation = line.choice('isolation', ['inline', 'thread', 'process'])
  const seed = line.integer('seed', 0)
  const keep = line.integer('keep', 1)
  const drainSeconds = line.number('drain-timeout', 0)
  const system = await loadSystem(file)
  const args = readSetArgs(line.texts('set'), system.graph)
  const warnings = requireChecked(system, args)
  if (Object.keys(system.parts.outputs ?? {}).length > 0) printer.keepStdoutForData()

  const recorded = await startRecorded(system, {
    file: resolve(file),
    args,
    directory: line.text('out'),
    supervisor: 'here',
    onLog: (record) => printer.log(record),
    deadlines: drainSeconds === undefined ? {} : { drainMs: drainSeconds * 1000 },
    ...(isolation === undefined ? {} : { isolation }),
    ...(seed === undefined ? {} : { seed }),
    ...(keep === undefined ? {} : { keep }),
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
  const items = printOutputs(recorded, printer, itemsFile).then(() => {
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

/** Throws `KV_CHECK_FAILED` before a run directory is made; gives the warnings. */
function requireChecked(system: SystemDefinition, args: ArgsByWorker): readonly Finding[] {
  const findings = check(system, new Map(Object.entries(args)))
  if (findings.some(({ level }) => level === 'error')) throw new CheckFailedError(system.name, findings)
  return findings.filter(({ level }) => level === 'warning')
}

/** Prints what arrives at the outputs, no faster than its reader reads: the queue behind it fills, as it should. */
async function printOutputs(recorded: RecordedRun, printer: Printer, file: string | undefined): Promise<void> {
  const outputs = Object.entries(recorded.running.outputs)
  if (outputs.length === 0) return
  const stream = file === undefined ? undefined : createWriteStream(file)
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
