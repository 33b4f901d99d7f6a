import type { InputHandle, OutputHandle, SystemParts } from '../graph/define-system.ts'
import type { Message } from '../message/message.ts'
import type { Replacement } from '../supervisor/replica-keeper.ts'
import type { Savepoint } from '../supervisor/savepoint.ts'
import type { SystemStatus } from '../supervisor/status.ts'
import type { RunResult } from '../supervisor/supervisor.ts'
import type { Control } from './control.ts'
import type { SystemInput, SystemOutput } from './endpoint.ts'

/** One worker of a running system: its manager's verbs. */
export interface RunningWorker {
  /** Brings back what `terminate` has ended. */
  start(): Promise<void>
  /** Resolves when every replica has finished its firing and holds still. */
  pause(): Promise<void>
  resume(): Promise<void>
  /** Resolves when all replicas are gone for good. */
  join(): Promise<void>
  /** Kills all replicas and does not replace them. */
  terminate(): Promise<void>
  /** True while every replica that has not ended in peace is there. */
  isAlive(): Promise<boolean>
  /** What was replaced since this was last asked. Replacing happens by itself. */
  checkAndRestart(): Promise<readonly Replacement[]>
}

export type RunningWorkers<Parts extends SystemParts> = {
  readonly [K in keyof NonNullable<Parts['workers']>]: RunningWorker
}
export type RunningInputs<Parts extends SystemParts> = {
  readonly [K in keyof NonNullable<Parts['inputs']>]: NonNullable<Parts['inputs']>[K] extends InputHandle<
    infer M extends Message
  >
    ? SystemInput<M>
    : never
}
export type RunningOutputs<Parts extends SystemParts> = {
  readonly [K in keyof NonNullable<Parts['outputs']>]: NonNullable<Parts['outputs']>[K] extends OutputHandle<
    infer M extends Message
  >
    ? SystemOutput<M>
    : never
}

/** A system that runs. Every promise that it hands out settles, at the latest when the run ends. */
export interface Running<Parts extends SystemParts = SystemParts> extends AsyncDisposable {
  readonly workers: RunningWorkers<Parts>
  readonly inputs: RunningInputs<Parts>
  readonly outputs: RunningOutputs<Parts>
  /** The end of the run, with its ledger. Rejects with `KV_WORKER_FAILED` when the system failed. */
  readonly finished: Promise<RunResult>
  /** What can be seen without asking any worker. Indication only. */
  status(): Promise<SystemStatus>
  /** Resolves when every replica has finished its firing and holds still. */
  pause(): Promise<void>
  resume(): Promise<void>
  /**
   * Holds all workers still between two firings, writes all that the run is to its directory, in a way that outlasts a loss of
   * power, and lets them go on. `resume` with `savepoint: true` goes on from it. Needs a run directory and workers in processes or
   * threads that share memory. Throws `KV_SAVEPOINT` where that is missing, and while the run is ending.
   */
  savepoint(): Promise<Savepoint>
  /** Sources end, everything that is queued is worked off; resolves at the end of the run. After `deadlineMs` it stops. */
  drain(deadlineMs?: number): Promise<RunResult>
  /** Every replica finishes its firing and leaves; what is queued stays. After `deadlineMs` it kills. */
  stop(deadlineMs?: number): Promise<RunResult>
  kill(): Promise<RunResult>
}

/** The handle of a run over a supervisor, here or in a process of its own. */
export function makeRunning(
  control: Control,
  parts: SystemParts,
  inputs: Record<string, SystemInput<Message>>,
  outputs: Record<string, SystemOutput<Message>>,
): Running {
  const finished = control.finished.then((result) => {
    if (result.error !== undefined) {
      result.error.result = { ...result, error: undefined }
      throw result.error
    }
    return result
  })
  // A program that never looks at the end of its run is not to be ended by it; the failure has been logged.
  finished.catch(() => undefined)
  const closeInputs = (): void => {
    for (const input of Object.values(inputs)) input.close()
  }
  const endBy = async (verb: 'drain' | 'stop' | 'kill', deadlineMs?: number): Promise<RunResult> => {
    if (verb === 'drain') closeInputs()
    await control.perform(verb, deadlineMs === undefined ? {} : { deadlineMs }).catch(() => undefined)
    return finished
  }
  const workers = Object.fromEntries(
    Object.entries(parts.workers ?? {}).map(([key, { name: worker }]): [string, RunningWorker] => [
      key,
      {
        start: () => control.perform('start', { worker }),
        pause: () => control.perform('pause', { worker }),
        resume: () => control.perform('resume', { worker }),
        join: () => control.perform('join', { worker }),
        terminate: () => control.perform('terminate', { worker }),
        isAlive: () => control.perform('isAlive', { worker }),
        checkAndRestart: () => control.perform('checkAndRestart', { worker }),
      },
    ]),
  )
  return {
    workers,
    inputs,
    outputs,
    finished,
    status: () => control.perform('status'),
    pause: () => control.perform('pause'),
    resume: () => control.perform('resume'),
    savepoint: () => control.perform('savepoint'),
    drain: (deadlineMs) => endBy('drain', deadlineMs),
    stop: (deadlineMs) => endBy('stop', deadlineMs),
    kill: () => endBy('kill'),
    async [Symbol.asyncDispose]() {
      await endBy('stop').catch(() => undefined)
      for (const endpoint of [...Object.values(inputs), ...Object.values(outputs)]) endpoint.finish()
    },
  } as Running
}
