import { messageOf } from '../errors/kahnveyor-error.ts'
import { WorkerImportError } from '../errors/worker-errors.ts'
import { definitionsOf, type WorkerDefinition } from '../graph/define-worker.ts'

/** The worker that a module has defined as its `index`-th. Throws `KV_WORKER_IMPORT` when it cannot be had. */
export async function loadDefinition(worker: string, moduleUrl: string, index: number): Promise<WorkerDefinition> {
  try {
    await import(moduleUrl)
  } catch (cause) {
    throw new WorkerImportError(worker, moduleUrl, messageOf(cause), cause)
  }
  const definition = definitionsOf(moduleUrl)[index]
  if (definition === undefined)
    throw new WorkerImportError(
      worker,
      moduleUrl,
      `it defines ${definitionsOf(moduleUrl).length} workers here and more where the system was started`,
    )
  return definition
}
