/**
 * A section is a row of adjacent replicated workers with one replica count. It forms parallel chains (A1 -> B1, A2 -> B2)
 * between a sequential worker that deals tickets out (its head) and the sequential workers that merge them in order.
 */
import type { Graph, GraphQueue } from './define-system.ts'

export type ReplicaCounts = ReadonlyMap<string, number>

/** How many replicas each worker of the graph has; endpoints have one. */
export function replicaCounts(graph: Graph): ReplicaCounts {
  return new Map(graph.workers.map((worker) => [worker.name, worker.replicas]))
}

export function countOf(counts: ReplicaCounts, worker: string): number {
  return counts.get(worker) ?? 1
}

/** True for a queue in which several replicas write to one reader: it merges by ticket. */
export function isMerging(counts: ReplicaCounts, queue: GraphQueue): boolean {
  return countOf(counts, queue.from.worker) > 1 && countOf(counts, queue.to.worker) === 1
}

/** The queues from a section's head down to the merging queue, head first. Every replicated worker has one input queue. */
export function sectionPath(graph: Graph, counts: ReplicaCounts, merging: GraphQueue): readonly GraphQueue[] {
  const path = [merging]
  for (let queue = merging; countOf(counts, queue.from.worker) > 1; ) {
    const worker = queue.from.worker
    const upstream = graph.queues.find((candidate) => candidate.to.worker === worker)
    if (upstream === undefined || path.includes(upstream)) break
    path.unshift(upstream)
    queue = upstream
  }
  return path
}
