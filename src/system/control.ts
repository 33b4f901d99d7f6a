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
    perform: async (verb, parameters) => {
      if (supervisor.phase === 'ended') throw new ClosedError('the run')
      return perform(supervisor, verb, parameters)
    },
  }
}
