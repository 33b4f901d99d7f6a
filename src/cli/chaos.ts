/** `kahnveyor chaos`: `chaos` of the library on a system file, with its verdict in words or as one document. */
import { resolve } from 'node:path'
import type { Graph } from '../graph/define-system.ts'
import {
  type ChaosEvent,
  type ChaosOptions,
  type ChaosVerdict,
  chaos as chaosOf,
  DEFAULT_KILLS,
} from '../testing/chaos.ts'
import { isInjected } from '../worker/disturbed.ts'
import type { CommandLine, Verb } from './command-line.ts'
import { exitCodeOfError, textOfError } from './error-text.ts'
import { codeOfSignal, ExitCode } from './exit-codes.ts'
import { loadSystem } from './load-system.ts'
import { Printer } from './printer.ts'
import { Progress } from './progress.ts'
import { readSetArgs } from './set-args.ts'
import { notStartedJson } from './summary.ts'
import { table } from './table.ts'

const REFRESH_MS = 250

export const chaos: Verb = {
  name: 'chaos',
  operand: 'FILE',
  operands: { min: 1, max: 1 },
  summary:
    'run the system of FILE once undisturbed and once with its workers killed, and compare what its sinks get; the sinks really run twice',
  options: {
    kills: { type: 'string', value: 'N', help: `how many SIGKILLs; default ${DEFAULT_KILLS}` },
    rate: { type: 'string', value: 'R', help: 'kills a second instead; needs --for' },
    for: { type: 'string', value: 'SECONDS', help: 'drain both runs after this time: for a system without an end' },
    targets: { type: 'string', value: 'WORKER,…', help: 'whom to disturb; default all' },
    seed: { type: 'string', value: 'N', help: 'what is drawn from it: whom, how and in which firing; default 1' },
    set: { type: 'string', multiple: true, value: 'WORKER.ARG=VALUE', help: 'an arg of a worker, as in run' },
    out: {
      type: 'string',
      value: 'DIR',
      help: 'where the run directories of both runs go; default a temporary folder, kept only for a bad verdict',
    },
    json: { type: 'boolean', help: 'print the verdict as one JSON document' },
  },
  perform: async (line) => {
    const printer = new Printer(
      { dataOnStdout: line.flag('json'), quiet: false, verbose: line.flag('verbose') },
      // What the system's own modules print in this process is not what was asked for.
      (record) => (line.flag('verbose') ? printer.log(record) : undefined),
    )
    const aborting = abortAtSignals()
    try {
      const system = await loadSystem(line.operands[0] as string)
      const verdict = await chaosOf(system, {
        ...readOptions(line, system.graph),
        signal: aborting.signal,
        onEvent: showEvents(printer, line.flag('verbose')),
      })
      printer.show([])
      if (line.flag('json')) await printer.data(JSON.stringify(verdict, null, 2))
      else for (const text of verdictLines(verdict)) printer.text(text)
      return verdict.passed ? ExitCode.done : ExitCode.failed
    } catch (thrown) {
      printer.show([])
      if (aborting.received !== undefined) return codeOfSignal(aborting.received)
      printer.say(textOfError(thrown, line.flag('verbose')))
      if (line.flag('json')) await printer.data(notStartedJson(thrown))
      return exitCodeOfError(thrown)
    } finally {
      aborting.close()
      await printer.close()
    }
  },
}

function readOptions(line: CommandLine, graph: Graph): ChaosOptions {
  const seconds = line.number('for', 0)
  const options = {
    kills: line.integer('kills', 0),
    rate: line.number('rate', 0),
    forMs: seconds === undefined ? undefined : seconds * 1000,
    targets: line.text('targets')?.split(','),
    seed: line.integer('seed', 0),
    directory: resolveOut(line.text('out')),
    args: readSetArgs(line.texts('set'), graph),
  }
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}

function resolveOut(out: string | undefined): string | undefined {
  return out === undefined ? undefined : resolve(out)
}

/** Each kill as a line where that is asked for, and the live block of the run that is going on. */
function showEvents(printer: Printer, verbose: boolean): (event: ChaosEvent) => void {
  let timer: NodeJS.Timeout | undefined
  return (event) => {
    switch (event.kind) {
      case 'begin': {
        printer.say(`${event.run} run`)
        if (!printer.isLive) return
        const progress = new Progress()
        timer = setInterval(() => {
          event.status().then(
            (status) => printer.show(progress.lines(status)),
            () => undefined,
          )
        }, REFRESH_MS)
        return
      }
      case 'end':
        clearInterval(timer)
        printer.show([])
        return
      case 'log':
        if (verbose && event.record.level === 'error' && !isInjected(event.record.text)) printer.log(event.record)
        return
      case 'happened': {
        if (!verbose) return
        const { kind, worker, replica, pid, atMs } = event.what
        const what = { kill: 'SIGKILL', stop: 'SIGSTOP', throw: 'exception' }[kind]
        printer.say(`${(atMs / 1000).toFixed(3)} s  ${what} ${worker}/${replica}${pid === null ? '' : ` (pid ${pid})`}`)
        return
      }
      default:
        event satisfies never
    }
  }
}

function verdictLines(verdict: ChaosVerdict): string[] {
  const { system, kills, stops, exceptions, restarts, recoveryMs, durationMs, sinks, marked, firstDifference } = verdict
  const seconds = (ms: number): string => (ms / 1000).toFixed(1)
  const lines = [
    `${system}: ${kills} kills, ${stops} stops, ${exceptions} exceptions, ${restarts} restarts (seed ${verdict.seed}); ${seconds(durationMs.undisturbed)} s undisturbed, ${seconds(durationMs.disturbed)} s disturbed`,
  ]
  if (recoveryMs.count > 0)
    lines.push(`from a kill to the successor's first commit: p50 ${recoveryMs.p50} ms, p99 ${recoveryMs.p99} ms`)
  if (sinks.length > 0)
    lines.push(
      '',
      ...table([
        ['sink', 'undisturbed', 'disturbed', 'compared', 'lost', 'duplicated', 'unexpected', 'first difference'],
        ...sinks.map((sink) => [
          sink.sink,
          sink.undisturbed,
          sink.disturbed,
          sink.compared,
          sink.lost,
          sink.duplicated,
          sink.unexpected,
          sink.firstDifference ?? 'none',
        ]),
      ]),
      '',
    )
  if (verdict.commonBeginning) lines.push('the runs were ended from outside: their common beginning was compared')
  for (const { where, message } of marked) lines.push(`marked: ${where} ${message}`)
  if (marked.length > 0) lines.push('with marked parts no two runs need be the same: only the ledger was checked')
  if (verdict.deadLettered > 0)
    lines.push(`${verdict.deadLettered} items were given up that the undisturbed run did not give up`)
  if (!verdict.balanced) lines.push('the ledger does not balance')
  if (verdict.failure !== null) lines.push(`the disturbed run failed: ${verdict.failure}`)
  if (firstDifference !== null)
    lines.push(`the first difference is item ${firstDifference.index} (from 0) of ${firstDifference.sink}`)
  if (verdict.directory !== null) lines.push(`both run directories are in ${verdict.directory}`)
  lines.push(conclusion(verdict))
  return lines
}

function conclusion({ passed, identical }: ChaosVerdict): string {
  if (!passed) return identical === false ? 'FAILED: the results are not the same' : 'FAILED'
  return identical === null ? 'passed: the ledger balances' : 'passed: the results are identical'
}

/** Ctrl-C and its like end the run and the comparison. */
function abortAtSignals(): {
  readonly signal: AbortSignal
  readonly received: NodeJS.Signals | undefined
  close(): void
} {
  const controller = new AbortController()
  let received: NodeJS.Signals | undefined
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const onSignal = (signal: NodeJS.Signals): void => {
    received = signal
    controller.abort()
  }
  for (const signal of signals) process.on(signal, onSignal)
  return {
    signal: controller.signal,
    get received() {
      return received
    },
    close: () => {
      for (const signal of signals) process.off(signal, onSignal)
    },
  }
}
