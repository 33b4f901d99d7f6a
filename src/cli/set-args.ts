import { UsageError } from '../errors/command-errors.ts'
import type { Graph } from '../graph/define-system.ts'

export type ArgsByWorker = Record<string, Record<string, unknown>>

/**
 * Args from `--set worker.arg=value`. A value is JSON where it is JSON, else a string; for an arg that has a string by now
 * it is a string in any case. Whether there are such a worker and arg is for `check` to say.
 */
export function readSetArgs(settings: readonly string[], graph: Graph): ArgsByWorker {
  const args: ArgsByWorker = {}
  for (const setting of settings) {
    const [, worker, name, text] = /^([^.=]+)\.([^=]+)=(.*)$/s.exec(setting) ?? []
    if (worker === undefined || name === undefined || text === undefined)
      throw new UsageError(`--set takes worker.arg=value; it is '${setting}'`, '')
    args[worker] ??= {}
    args[worker][name] = readValue(text, presentValue(graph, worker, name))
  }
  return args
}

function presentValue(graph: Graph, worker: string, name: string): unknown {
  const found = graph.workers.find((candidate) => candidate.name === worker)
  const defaults = found?.definition.options.args as Record<string, unknown> | undefined
  return found?.args[name] ?? defaults?.[name]
}

function readValue(text: string, present: unknown): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return text
  }
  return typeof present === 'string' && typeof value !== 'string' ? text : value
}
