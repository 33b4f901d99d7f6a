import { messageOf } from '../errors/kahnveyor-error.ts'
import { WorkerImportError } from '../errors/worker-errors.ts'
import type { WorkerDefinition } from '../graph/define-worker.ts'

/** The worker that a module exports under `exportName`. Throws `KV_WORKER_IMPORT` when it cannot be had. */
export async function loadDefinition(worker: string, moduleUrl: string, exportName: string): Promise<WorkerDefinition> {
  let module: Record<string, unknown>
  try {
    module = await import(moduleUrl)
  } catch (cause) {
    throw new WorkerImportError(worker, moduleUrl, messageOf(cause), cause)
  }
  const definition = module[exportName] as WorkerDefinition | undefined
  if (definition?.options === undefined || typeof definition.options.fire !== 'function')
    throw new WorkerImportError(worker, moduleUrl, `it does not export a worker as '${exportName}'`)
  return definition
}

/** Under which name a module exports a definition; worker processes find it by this name. */
export async function exportNameOf(worker: string, definition: WorkerDefinition): Promise<string> {
  let module: Record<string, unknown>
  try {
    module = await import(definition.moduleUrl)
  } catch (cause) {
    throw new WorkerImportError(worker, definition.moduleUrl, messageOf(cause), cause)
  }
  if (module['default'] === definition) return 'default'
  const name = Object.keys(module).find((candidate) => module[candidate] === definition)
  if (name === undefined)
    throw new WorkerImportError(
      worker,
      definition.moduleUrl,
      'it does not export this worker: export what defineWorker returns',
    )
  return name
}
