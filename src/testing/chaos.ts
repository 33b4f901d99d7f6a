/**
 * Runs a system twice, once undisturbed and once with its workers killed, stopped and made to throw, and compares what its sinks
 * have received. The sinks really run twice: what they do to the world outside happens twice.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CheckFailedError, type Finding, InvalidDefinitionError } from '../errors/graph-errors.ts'
import { UndisturbedRunError } from '../errors/run-errors.ts'
import { check } from '../graph/check.ts'
import type { SystemDefinition } from '../graph/define-system.ts'
import type { Trial } from '../graph/trial.ts'
import type { LogRecord } from '../supervisor/run-log.ts'
import type { SystemStatus } from '../supervisor/status.ts'
import { type RecordedRun, type RunReport, startRecorded } from '../system/recorded-run.ts'
import type { StartOptions } from '../system/start.ts'
import { type ChaosStep, type ChaosTarget, planChaos } from './chaos-plan.ts'
import { compareSequences, readDigests, type SequenceComparison } from './compare-digests.ts'
import { type ChaosHappened, Disturber } from './disturber.ts'

export interface ChaosOptions {
  /** SIGKILLs in the disturbed run, spread over its firings, or over `forMs`. For every four, one SIGSTOP and one exception. Default 20. */
  readonly kills?: number
  /** Kills a second instead of `kills`; needs `forMs`. */
  readonly rate?: number
  /** For systems without an end: both runs are drained after this time, and what both have is compared. Default: none. */
  readonly forMs?: number
  /** Names of the workers to be disturbed. Default: all. */
  readonly targets?: readonly string[]
  /** What is drawn from it: who is disturbed, how and in which firing. Default 1. */
  readonly seed?: number
  /** Args by worker, over those in the system, in both runs. */
  readonly args?: StartOptions['args']
  /** A folder, made if needed, in which the two runs get their run directories. Default: a temporary one, kept only when the verdict is bad. */
  readonly directory?: string
  /** Ends what is running and rejects with its reason. */
  readonly signal?: AbortSignal
  readonly onEvent?: (event: ChaosEvent) => void
}

export type ChaosRun = 'undisturbed' | 'disturbed'

const RUNS: readonly ChaosRun[] = ['undisturbed', 'disturbed']

function digestFolder(home: string, run: ChaosRun): string {
  return join(home, `${run}-digests`)
}

export type ChaosEvent =
  | { readonly kind: 'begin'; readonly run: ChaosRun; status(): Promise<SystemStatus> }
  | { readonly kind: 'end'; readonly run: ChaosRun; readonly durationMs: number }
  | { readonly kind: 'log'; readonly run: ChaosRun; readonly record: LogRecord }
  | { readonly kind: 'happened'; readonly what: ChaosHappened }

export interface ChaosSink extends SequenceComparison {
  /** `worker.port`, or `output:name` for what the calling program reads. */
  readonly sink: string
}

export interface ChaosVerdict {
  readonly system: string
  readonly seed: number
  /** The sinks got the same, no item more was given up, the ledger balances, and the run ended well. With `marked` parts only the last two count. */
  readonly passed: boolean
  /** What happened, which is less than planned where a run was over too soon. */
  readonly kills: number
  readonly stops: number
  readonly exceptions: number
  readonly restarts: number
  /** Parts that `check` marks: with them no two runs need be the same, so nothing is compared and the next four are null. */
  readonly marked: readonly Finding[]
  readonly lost: number | null
  readonly duplicated: number | null
  /** Items with a content that the undisturbed run never had. */
  readonly unexpected: number | null
  readonly identical: boolean | null
  /** The first sink in the order of the system file whose items differ, and the position of the first such item. */
  readonly firstDifference: { readonly sink: string; readonly index: number } | null
  /** True where only the common beginning was compared, since the runs were ended from outside. */
  readonly commonBeginning: boolean
  readonly sinks: readonly ChaosSink[]
  /** Items given up in the disturbed run beyond those of the undisturbed one. */
  readonly deadLettered: number
  readonly balanced: boolean
  /** From a SIGKILL to the first commit of the successor, to about a millisecond. Null where nobody was replaced and committed. */
  readonly recoveryMs: { readonly p50: number | null; readonly p99: number | null; readonly count: number }
  readonly durationMs: { readonly undisturbed: number; readonly disturbed: number }
  /** Why the disturbed run failed, if it did. */
  readonly failure: string | null
  /** The folder with both run directories, if it was kept. */
  readonly directory: string | null
}

export const DEFAULT_KILLS = 20
/** A worker that dies so often without a commit, beyond the kills that are meant, would die for ever. */
const OTHER_DEATHS_MAX = 10

/**
 * Finds out whether a system survives the death of its workers at any moment with the same results. Inputs for a calling program are
 * closed at once; outputs are read and compared. Throws `KV_CHECK_FAILED`, `KV_INVALID_DEFINITION` for options that do not fit, and
 * `KV_UNDISTURBED_RUN` when there is nothing to compare with.
 */
export async function chaos(system: SystemDefinition, options: ChaosOptions = {}): Promise<ChaosVerdict> {
  const seed = options.seed ?? 1
  const forMs = options.forMs ?? null
  const kills = killsOf(options)
  const marked = requireChecked(system, options)
  const targets = targetsOf(system, options)
  const home = options.directory ?? mkdtempSync(join(tmpdir(), 'kahnveyor-chaos-'))
  mkdirSync(home, { recursive: true })
  let keep = options.directory !== undefined
  try {
    const calm = new TrialRun(system, options, 'undisturbed', home, [])
    const undisturbed = await calm.run()
    if (!endedWell(undisturbed))
      throw new UndisturbedRunError(system.name, undisturbed.outcome, undisturbed.error?.reason)
    const steps = planChaos({ seed, kills, targets: targets.map((target) => withFirings(target, calm)), forMs })
    const wild = new TrialRun(system, options, 'disturbed', home, steps)
    const disturbed = await wild.run()

    const commonBeginning = forMs !== null && !(undisturbed.outcome === 'finished' && disturbed.outcome === 'finished')
    const sinks = marked.length > 0 ? [] : compareSinks(system, calm, wild, commonBeginning)
    const sum = (count: 'lost' | 'duplicated' | 'unexpected'): number | null =>
      marked.length > 0 ? null : sinks.reduce((total, sink) => total + sink[count], 0)
    const differing = sinks.find(({ firstDifference }) => firstDifference !== null)
    const identical = marked.length > 0 ? null : differing === undefined
    const deadLettered = Math.max(0, givenUp(disturbed) - givenUp(undisturbed))
    const { balanced } = disturbed.ledger
    const passed = endedWell(disturbed) && balanced && (identical === null || (identical && deadLettered === 0))
    keep ||= !passed
    return {
      system: system.name,
      seed,
      passed,
      kills: wild.disturber.counts.kill,
      stops: wild.disturber.counts.stop,
      exceptions: wild.disturber.counts.throw,
      restarts: disturbed.restarts,
      marked,
      lost: sum('lost'),
      duplicated: sum('duplicated'),
      unexpected: sum('unexpected'),
      identical,
      firstDifference:
        differing === undefined ? null : { sink: differing.sink, index: differing.firstDifference as number },
      commonBeginning,
      sinks,
      deadLettered,
      balanced,
      recoveryMs: {
        p50: percentile(wild.disturber.recoveriesMs, 50),
        p99: percentile(wild.disturber.recoveriesMs, 99),
        count: wild.disturber.recoveriesMs.length,
      },
      durationMs: { undisturbed: undisturbed.durationMs, disturbed: disturbed.durationMs },
      failure: endedWell(disturbed) ? null : (disturbed.error?.message ?? disturbed.outcome),
      directory: keep ? home : null,
    }
  } finally {
    for (const run of RUNS) rmSync(digestFolder(home, run), { recursive: true, force: true })
    if (!keep) rmSync(home, { recursive: true, force: true })
  }
}

/** One of the two runs, with the folder that tells afterwards what its sinks have consumed. */
class TrialRun {
  readonly disturber: Disturber
  readonly folder: string
  readonly #system: SystemDefinition
  readonly #options: ChaosOptions
  readonly #run: ChaosRun
  readonly #home: string
  readonly #trial: Trial
  readonly #steps: number
  #recorded: RecordedRun | undefined

  constructor(
    system: SystemDefinition,
    options: ChaosOptions,
    run: ChaosRun,
    home: string,
    steps: readonly ChaosStep[],
  ) {
    this.#system = system
    this.#options = options
    this.#run = run
    this.#home = home
    this.#steps = steps.length
    this.folder = digestFolder(home, run)
    this.#trial = {
      folder: this.folder,
      digests: 'sinks',
      disturbances: steps.filter(({ atMs }) => atMs === null),
    }
    this.disturber = new Disturber(this.#trial, steps, (what) => options.onEvent?.({ kind: 'happened', what }))
  }

  firings(worker: string): readonly number[] {
    return this.#recorded?.firings().get(worker) ?? []
  }

  async run(): Promise<RunReport> {
    const { args, forMs, signal, onEvent } = this.#options
    signal?.throwIfAborted()
    rmSync(this.folder, { recursive: true, force: true })
    mkdirSync(this.folder)
    const recorded = await startRecorded(this.#system, {
      directory: join(this.#home, this.#run),
      supervisor: 'here',
      trial: this.#trial,
      restart: { maxRestarts: 2 * this.#steps + OTHER_DEATHS_MAX, withinMs: 2 ** 31, backoffMs: 0 },
      onLog: (record) => {
        this.disturber.onLog(record)
        onEvent?.({ kind: 'log', run: this.#run, record })
      },
      onReport: (_worker, _replica, value) => this.disturber.onReport(value),
      ...(args === undefined ? {} : { args }),
    })
    this.#recorded = recorded
    const { running, control } = recorded
    const end = (verb: 'kill' | 'drain'): void => void control.perform(verb).catch(() => undefined)
    const abort = (): void => end('kill')
    signal?.addEventListener('abort', abort)
    const timer = forMs === undefined ? undefined : setTimeout(() => end('drain'), forMs)
    for (const input of Object.values(running.inputs)) input.close()
    for (const output of Object.values(running.outputs)) recorded.waitFor(readAll(output))
    this.disturber.begin(control)
    onEvent?.({ kind: 'begin', run: this.#run, status: () => running.status() })
    try {
      const report = await recorded.ended
      signal?.throwIfAborted()
      onEvent?.({ kind: 'end', run: this.#run, durationMs: report.durationMs })
      return report
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      this.disturber.end()
    }
  }
}

/** What is consumed is written down on the way. */
async function readAll(output: AsyncIterable<unknown>): Promise<void> {
  for await (const _item of output);
}

function killsOf({ kills, rate, forMs }: ChaosOptions): number {
  for (const [option, count] of Object.entries({ kills, rate, forMs }))
    if (count !== undefined && !(Number.isFinite(count) && count >= 0))
      throw new InvalidDefinitionError('chaos', `${option} must be a number from 0, it is ${count}`)
  if (rate === undefined) return Math.round(kills ?? DEFAULT_KILLS)
  if (kills !== undefined) throw new InvalidDefinitionError('chaos', 'give kills or rate, not both')
  if (forMs === undefined) throw new InvalidDefinitionError('chaos', 'rate needs forMs: for how long')
  return Math.round((rate * forMs) / 1000)
}

/** Throws `KV_CHECK_FAILED`; gives what is marked. */
function requireChecked(system: SystemDefinition, { args }: ChaosOptions): readonly Finding[] {
  const findings = check(system, new Map(Object.entries(args ?? {})))
  if (findings.some(({ level }) => level === 'error')) throw new CheckFailedError(system.name, findings)
  return findings.filter(({ level }) => level === 'marked')
}

function targetsOf({ graph }: SystemDefinition, { targets }: ChaosOptions): readonly Omit<ChaosTarget, 'firings'>[] {
  const names = graph.workers.map(({ name }) => name)
  for (const target of targets ?? [])
    if (!names.includes(target))
      throw new InvalidDefinitionError('chaos', `targets: there is no worker '${target}'; known: ${names.join(', ')}`)
  const chosen = graph.workers
    .filter(({ name }) => targets === undefined || targets.includes(name))
    .map(({ name, isolation }) => ({ worker: name, isProcess: isolation !== 'thread' }))
  if (!chosen.some(({ isProcess }) => isProcess))
    throw new InvalidDefinitionError('chaos', 'targets: none of the workers has a process of its own to be killed')
  return chosen
}

function withFirings(target: Omit<ChaosTarget, 'firings'>, run: TrialRun): ChaosTarget {
  return { ...target, firings: run.firings(target.worker) }
}

function compareSinks({ graph }: SystemDefinition, calm: TrialRun, wild: TrialRun, common: boolean): ChaosSink[] {
  return graph.queues.flatMap(({ to }, queue) => {
    if (graph.queues.some(({ from }) => from.worker === to.worker)) return []
    const worker = graph.workers.find(({ name }) => name === to.worker)
    const [left, right] = [calm, wild].map(({ folder }) => readDigests(folder, queue, worker?.replicas ?? 1)) as [
      BigUint64Array,
      BigUint64Array,
    ]
    const sink = worker === undefined ? to.worker : `${to.worker}.${to.port}`
    return [{ sink, ...compareSequences(left, right, common) }]
  })
}

function endedWell({ outcome }: RunReport): boolean {
  return outcome === 'finished' || outcome === 'drained'
}

function givenUp({ ledger }: RunReport): number {
  return ledger.queues.reduce((sum, { deadLettered }) => sum + deadLettered, 0)
}

/** Nearest rank. */
function percentile(values: readonly number[], percent: number): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]
  return value === undefined ? null : Math.round(value * 10) / 10
}
