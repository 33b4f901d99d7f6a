import { ClosedError } from '../errors/run-errors.ts'
import type { RunResult, Supervisor } from '../supervisor/supervisor.ts'
import { perform, type Verb, type VerbParameters, type VerbResult } from '../supervisor/verbs.ts'

/** A supervisor, wherever it runs. */
export interface Control {
  readonly finished: Promise<RunResult>
  perform<V extends Verb>(verb: V, parameters?: VerbParameters): Promise<VerbResult<V>>
}

/** A supervisor in this process. */
export function localControl(supervisor: Supervisor): Control {
  return {
    finished: supervisor.finished,
    perform: (verb, parameters) =>
      supervisor.phase === 'ended' ? Promise.reject(new ClosedError('the run')) : perform(supervisor, verb, parameters),
  }
}
