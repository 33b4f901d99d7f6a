import type { Graph } from '../graph/define-system.ts'
import { queueName } from '../graph/plan.ts'
import type { Layout } from '../message/layout.ts'
import type { Message } from '../message/message.ts'

export interface GraphDescription {
  readonly system: string
  readonly workers: readonly {
    readonly name: string
    readonly kind: string
    readonly replicas: number
    readonly module: string
    /** Digest of the message of each port. */
    readonly inputs: Readonly<Record<string, string>>
    readonly outputs: Readonly<Record<string, string>>
  }[]
  readonly queues: readonly {
    readonly name: string
    readonly from: { readonly worker: string; readonly port: string }
    readonly to: { readonly worker: string; readonly port: string }
    readonly message: string
    readonly capacity: number
    readonly maxCapacity: number
  }[]
  readonly endpoints: readonly {
    readonly name: string
    readonly direction: 'input' | 'output'
    readonly message: string
  }[]
  /** By digest. */
  readonly messages: Readonly<
    Record<string, { readonly name: string; readonly sizeBytes: number; readonly layout: Layout }>
  >
}

/** A graph as plain JSON, with the layout of every message that travels in it: what an item's bytes mean can be read later. */
export function describeGraph(graph: Graph): GraphDescription {
  const messages: Record<string, GraphDescription['messages'][string]> = {}
  const digestOf = (message: Message): string => {
    messages[message.digest] ??= { name: message.name, sizeBytes: message.sizeBytes, layout: message.describe() }
    return message.digest
  }
  const digests = (ports: Readonly<Record<string, Message>>): Record<string, string> =>
    Object.fromEntries(Object.entries(ports).map(([port, message]) => [port, digestOf(message)]))
  return {
    system: graph.name,
    workers: graph.workers.map(({ name, definition, replicas }) => ({
      name,
      kind: definition.kind,
      replicas,
      module: definition.moduleUrl,
      inputs: digests(definition.inputs),
      outputs: digests(definition.outputs),
    })),
    queues: graph.queues.map((queue) => ({
      name: queueName(queue),
      from: queue.from,
      to: queue.to,
      message: digestOf(queue.message),
      capacity: queue.capacity,
      maxCapacity: queue.maxCapacity,
    })),
    endpoints: graph.endpoints.map(({ name, direction, message }) => ({ name, direction, message: digestOf(message) })),
    messages,
  }
}
