/**
 * Brings a system to life. This file alone wires the rooms together: graph to plan, plan to segment, segment to hosts, hosts
 * to supervisor, and the calling program's own ends of the queues.
 */

import { join } from 'node:path'
import { InvalidDefinitionError } from '../errors/graph-errors.ts'
import { StartInsideWorkerError } from '../errors/run-errors.ts'
import type { Isolation, SystemDefinition, SystemParts } from '../graph/define-system.ts'
import { endpointWorkerName } from '../graph/define-system.ts'
import type { Plan, PlannedReplica } from '../graph/plan.ts'
import type { Trial } from '../graph/trial.ts'
import { BellListener } from '../isolation/bell-listener.ts'
import type { Host } from '../isolation/host.ts'
import { InlineHost, type Speaker } from '../isolation/inline-host.ts'
import { isInsideWorker } from '../isolation/inside-worker.ts'
import { ProcessHost } from '../isolation/process-host.ts'
import { ThreadHost } from '../isolation/thread-host.ts'
import { SEGMENT_FILE } from '../memory/file-content.ts'
import { DOORBELL } from '../memory/record-layout.ts'
import type { Segment } from '../memory/segment.ts'
import { canShareBetweenProcesses } from '../memory/system-calls.ts'
import type { Message } from '../message/message.ts'
import { doorbellOf, ReplicaPorts } from '../queue/replica-ports.ts'
import { type Ledger, readFirings, readLedger } from '../supervisor/ledger.ts'
import { DEFAULT_RESTART_POLICY, type RestartPolicy } from '../supervisor/restart-policy.ts'
import { formatLogRecord, type LogRecord, type SupervisorEvent } from '../supervisor/run-log.ts'
import { DEFAULT_DEADLINES, type Deadlines, Supervisor } from '../supervisor/supervisor.ts'
import { type Control, localControl } from './control.ts'
import { SystemInput, SystemOutput, type Wakeups } from './endpoint.ts'
import { prepare } from './prepare.ts'
import { startSupervisorProcess } from './remote-control.ts'
import { makeRunning, type Running } from './running.ts'

export interface StartOptions {
  /** Where replicas run. Default `process`; a worker may choose `thread` or `process` for itself, unless the run is `inline`. */
  readonly isolation?: Isolation
  /** Seed of `context.random()`. Default 1. */
  readonly seed?: number
  /** Args by worker, over those in the system file; what `--set worker.arg=value` gives on the command line. */
  readonly args?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly restart?: Partial<RestartPolicy>
  readonly deadlines?: Partial<Deadlines>
  /** A folder that workers find as `context.runDirectory`. It must exist. Default: none. */
  readonly runDirectory?: string
  /** Gets every log line of workers and supervisor. Default: warnings and errors go to stderr. */
  readonly onLog?: (record: LogRecord) => void
  /** Gets what workers `report`. */
  readonly onReport?: (worker: string, replica: number, value: unknown) => void
  /**
   * `process`: a supervisor process of its own, so that this program may compute without delaying it. `here`: in this process,
   * as the command line does, and always for inline runs and where processes cannot share memory. Default `process`.
   */
  readonly supervisor?: 'process' | 'here'
  /**
   * The segment is a file in `runDirectory`, so that `resume` goes on where this run was, also after every process was killed at
   * once. Needs isolation `thread` or `process`. A power loss may lose the file's last changes. Default false.
   */
  readonly durable?: boolean
}

/**
 * Starts a system. Resolves when its workers are being started; throws `KV_CHECK_FAILED` with everything that `check` finds.
 */
export function start<const Parts extends SystemParts>(
  system: SystemDefinition<Parts>,
  options: StartOptions = {},
): Promise<Running<Parts>> {
  return startOn(canShareBetweenProcesses(), system, options)
}

/**
 * Like `start`, where it is known or assumed whether processes can share memory: tests see the other platforms this way.
 */
export async function startOn<const Parts extends SystemParts>(
  processesCanShare: boolean,
  system: SystemDefinition<Parts>,
  options: StartOptions = {},
): Promise<Running<Parts>> {
  return (await launch(system, options, processesCanShare)).running
}

/**
 * Goes on with a durable run where it was: every replica takes up its committed record, as after a death. Takes the system and the
 * options that the run was started with. Throws `KV_RUN_IN_USE` while any of its processes is alive, and `KV_RUN_CHANGED`
 * when the system, its messages or its args are not the same any more.
 */
export async function resume<const Parts extends SystemParts>(
  system: SystemDefinition<Parts>,
  options: ResumeOptions,
): Promise<Running<Parts>> {
  const { savepoint = false, ...others } = options
  const from = savepoint ? 'savepoint' : 'segment'
  return (await launch(system, { ...others, durable: true }, canShareBetweenProcesses(), from)).running
}

export interface ResumeOptions extends Omit<StartOptions, 'durable'> {
  readonly runDirectory: string
  /** Goes on from the run's last savepoint instead of where it was. Default false. */
  readonly savepoint?: boolean
}

/** A run with both of its handles: that of a program, and that of those who ask by name. */
export interface Launched<Parts extends SystemParts = SystemParts> {
  readonly running: Running<Parts>
  readonly control: Control
  /** Where every item is by now. Exact when all replicas are gone and this program's own ends are idle. */
  ledger(): Ledger
  /** How many firings each replica of each worker has had by now; exact when the ledger is. */
  firings(): ReadonlyMap<string, readonly number[]>
  /** In an inline run: who is at work in this thread now. */
  speaker(): Speaker | undefined
}

export interface LaunchOptions extends StartOptions {
  readonly trial?: Trial | undefined
}

/** Like `start`, for what is built on a whole run. */
export async function launch<const Parts extends SystemParts>(
  system: SystemDefinition<Parts>,
  options: LaunchOptions = {},
  processesCanShare: boolean = canShareBetweenProcesses(),
  goesOnFrom: 'segment' | 'savepoint' | undefined = undefined,
): Promise<Launched<Parts>> {
  if (isInsideWorker()) throw new StartInsideWorkerError(system.name)
  const isolation = options.isolation ?? 'process'
  const shared = isolation !== 'inline' && processesCanShare
  const prepared = await prepare(system, {
    isolation,
    seed: options.seed ?? 1,
    runDirectory: options.runDirectory ?? null,
    args: new Map(Object.entries(options.args ?? {})),
    shared,
    trial: options.trial,
    segmentFile:
      options.durable === true
        ? { path: segmentPath(system.name, shared, options.runDirectory), goesOnFrom }
        : undefined,
  })
  const { segment, plan } = prepared
  const policy = { ...DEFAULT_RESTART_POLICY, ...options.restart }
  const deadlines = { ...DEFAULT_DEADLINES, ...options.deadlines }
  const inputs: Record<string, SystemInput<Message>> = {}
  const outputs: Record<string, SystemOutput<Message>> = {}
  const emit = (event: SupervisorEvent): void => {
    if (event.kind === 'log') (options.onLog ?? logToStderr)(event.record)
    else if (event.kind === 'report') options.onReport?.(event.worker, event.replica, event.value)
    else if (event.kind === 'draining') for (const input of Object.values(inputs)) input.close()
  }

  let control: Control
  let speaker = (): Speaker | undefined => undefined
  let wakeupsOf = (replica: PlannedReplica): Wakeups => listening(segment, plan, replica)
  if (shared && options.supervisor !== 'here') control = startSupervisorProcess(segment, { policy, deadlines }, emit)
  else {
    const inline = new InlineHost({ segment, plan }, prepared.definitions)
    const threads = new ThreadHost({ segment, plan })
    const processes = new ProcessHost({ segment, plan })
    const hosts: Record<Isolation, Host> = { inline, thread: threads, process: processes }
    const supervisor = new Supervisor({ segment, plan, policy, deadlines, hostOf: (where) => hosts[where], emit })
    control = localControl(supervisor)
    if (isolation === 'inline') {
      wakeupsOf = () => inline.wakeups()
      speaker = () => inline.speaker
    }
    // The caller has its handle before the first worker can say anything.
    queueMicrotask(() => supervisor.start())
  }

  for (const endpoint of system.graph.endpoints) {
    const worker = plan.workers.find(({ name }) => name === endpointWorkerName(endpoint.direction, endpoint.name))
    const replica = plan.replicas[worker?.replicas[0] ?? -1] as PlannedReplica
    const ports = new ReplicaPorts(segment, plan, replica, () => endpoint.message)
    if (endpoint.direction === 'input')
      inputs[endpoint.name] = new SystemInput(endpoint.name, ports, wakeupsOf(replica))
    else outputs[endpoint.name] = new SystemOutput(endpoint.name, ports, wakeupsOf(replica))
  }
  const endpoints = [...Object.values(inputs), ...Object.values(outputs)]
  let lastLedger: Ledger | undefined
  let lastFirings: ReadonlyMap<string, readonly number[]> | undefined
  const ended = async (): Promise<void> => {
    const closed = endpoints.map((endpoint) => endpoint.runEnded())
    // What is queued for this program stays readable after the end; the memory is given back when nobody can ask for it any more.
    await Promise.all([...closed, ...endpoints.map(({ done }) => done)])
    lastLedger = readLedger(segment, plan)
    lastFirings = readFirings(segment, plan)
    segment.close()
  }
  control.finished.then(ended, ended)
  return {
    running: makeRunning(control, system.parts, inputs, outputs) as Running<Parts>,
    control,
    ledger: () => lastLedger ?? readLedger(segment, plan),
    firings: () => lastFirings ?? readFirings(segment, plan),
    speaker,
  }
}

function listening(segment: Segment, plan: Plan, replica: PlannedReplica): Wakeups {
  const listener = new BellListener(segment, plan.controlBytes, replica.blockByteOffset + DOORBELL)
  return {
    rings: listener.rings,
    committed: () => undefined,
    close: () => {
      const closed = listener.close()
      doorbellOf(segment, plan, replica.id).ring()
      return closed
    },
  }
}

function segmentPath(system: string, shared: boolean, runDirectory: string | undefined): string {
  if (!shared)
    throw new InvalidDefinitionError(system, 'a durable run needs processes that can share memory; it cannot be inline')
  if (runDirectory === undefined) throw new InvalidDefinitionError(system, 'a durable run needs a runDirectory')
  return join(runDirectory, SEGMENT_FILE)
}

function logToStderr(record: LogRecord): void {
  if (record.level === 'warn' || record.level === 'error') process.stderr.write(`${formatLogRecord(record)}\n`)
}
