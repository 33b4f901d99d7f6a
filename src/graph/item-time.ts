/**
 * Which queues carry time. `byTimestamp` names the field; from there it is handed upstream as far as messages have a numeric
 * field of that name, because a worker can only promise what its own inputs promise it.
 */
import { InvalidDefinitionError } from '../errors/graph-errors.ts'
import type { Message } from '../message/message.ts'
import type { Graph, GraphQueue } from './define-system.ts'

/** The time field of each queue that carries time. Throws `KV_INVALID_DEFINITION` where two readers name different ones. */
export function timeFields(graph: Graph): ReadonlyMap<GraphQueue, string> {
  const fields = new Map<GraphQueue, string>()
  const mark = (queue: GraphQueue, field: string): void => {
    const known = fields.get(queue)
    if (known === field) return
    const port = `${queue.from.worker}.${queue.from.port}`
    if (known !== undefined)
      throw new InvalidDefinitionError(port, `its readers take the time from different fields: ${known} and ${field}`)
    fields.set(queue, field)
    for (const sibling of graph.queues)
      if (sibling.from.worker === queue.from.worker && sibling.from.port === queue.from.port) mark(sibling, field)
    for (const input of promisingInputs(graph, queue.from.worker, field)) mark(input, field)
  }
  for (const worker of graph.workers) {
    const rule = worker.definition.rule
    if (rule?.kind !== 'byTimestamp') continue
    for (const queue of graph.queues) if (queue.to.worker === worker.name) mark(queue, rule.time)
  }
  return fields
}

/** The input queues of a worker whose times bound the times of what it will put. */
function promisingInputs(graph: Graph, worker: string, field: string): readonly GraphQueue[] {
  const definition = graph.workers.find((candidate) => candidate.name === worker)?.definition
  if (definition === undefined || definition.kind !== 'transform') return []
  const rule = definition.rule
  return graph.queues.filter(
    (queue) =>
      queue.to.worker === worker &&
      hasNumber(queue.message, field) &&
      (rule?.kind !== 'byTimestamp' || queue.to.port === rule.lead),
  )
}

const NUMBERS = new Set(['u8', 'u16', 'u32', 'u64', 'i8', 'i16', 'i32', 'i64', 'f32', 'f64'])

function hasNumber(message: Message, field: string): boolean {
  return message.describe().fields?.some(({ name, layout }) => name === field && NUMBERS.has(layout.kind)) ?? false
}
