import { KahnveyorError } from './kahnveyor-error.ts'

/** A worker's module cannot be imported, or does not export the worker. */
export class WorkerImportError extends KahnveyorError {
  readonly worker: string
  readonly moduleUrl: string

  constructor(worker: string, moduleUrl: string, problem: string, cause?: unknown) {
    super('KV_WORKER_IMPORT', `worker ${worker} cannot be loaded from ${moduleUrl}: ${problem.replace(/\.$/, '')}.`, {
      cause,
    })
    this.worker = worker
    this.moduleUrl = moduleUrl
  }
}
