/**
 * Looks a system over before it starts: everything that can be known from the graph alone. Findings of level `error`
 * forbid the start, `warning` and `marked` do not; `marked` names what makes results depend on more than the items.
 */
import type { Finding } from '../errors/graph-errors.ts'
import { KahnveyorError, messageOf } from '../errors/kahnveyor-error.ts'
import type { Graph, GraphQueue, GraphWorker, SystemDefinition } from './define-system.ts'
import { timeFields } from './item-time.ts'
import { queueName } from './plan.ts'
import { countOf, replicaCounts } from './section.ts'
import { resolveArgs } from './worker-args.ts'

export const REPLICAS_MAX = 64
const CAPACITY_MAX = 2 ** 24

/** Everything that there is to say about a system before it starts. `overrides` are args from the command line. */
export function check(
  system: SystemDefinition,
  overrides: ReadonlyMap<string, Record<string, unknown>> = new Map(),
): readonly Finding[] {
  const { graph } = system
  if (graph.workers.length === 0) return [{ level: 'error', where: graph.name, message: 'there is no worker in it' }]
  return [
    ...graph.workers.flatMap((worker) => [...checkWorker(graph, worker, overrides.get(worker.name) ?? {})]),
    ...graph.queues.flatMap((queue) => [...checkQueue(graph, queue)]),
    ...checkOverrides(graph, overrides),
    ...checkTimes(graph),
    ...checkCycles(graph),
  ]
}

function* checkWorker(graph: Graph, worker: GraphWorker, overrides: Record<string, unknown>): Generator<Finding> {
  const { definition, name, replicas } = worker
  const where = `workers.${name}`
  if (!Number.isInteger(replicas) || replicas < 1 || replicas > REPLICAS_MAX)
    yield {
      level: 'error',
      where: `${where}.replicas`,
      message: `must be a whole number from 1 to ${REPLICAS_MAX}, it is ${replicas}`,
    }
  const { spares, firingDeadlineMs, maxRssMiB } = worker.care
  if (!Number.isInteger(spares) || spares < 0)
    yield { level: 'error', where: `${where}.spares`, message: `must be a whole number from 0, it is ${spares}` }
  for (const [option, limit] of Object.entries({ firingDeadlineMs, maxRssMiB }))
    if (limit !== null && !(limit > 0))
      yield { level: 'error', where: `${where}.${option}`, message: `must be above 0, it is ${limit}` }
  if (worker.care.onFailure !== 'fail' && worker.care.onFailure !== 'isolate')
    yield {
      level: 'error',
      where: `${where}.onFailure`,
      message: `must be 'fail' or 'isolate', it is ${worker.care.onFailure}`,
    }
  if (firingDeadlineMs !== null)
    yield {
      level: 'marked',
      where,
      message: 'has a firing deadline: how long a firing takes can decide about its items',
    }
  const maxPuts = definition.options.maxPutsPerFiring
  if (maxPuts !== undefined && (!Number.isInteger(maxPuts) || maxPuts < 1))
    yield { level: 'error', where, message: `maxPutsPerFiring must be a whole number from 1, it is ${maxPuts}` }
  try {
    resolveArgs(name, definition.options.args as never, worker.args, overrides)
  } catch (thrown) {
    const { path = where } = thrown as { path?: string }
    const text = messageOf(thrown)
    // The message of such an error begins with its path, which is the finding's place already.
    yield { level: 'error', where: path, message: text.startsWith(`${path} `) ? text.slice(path.length + 1) : text }
  }
  yield* checkInputs(graph, worker)
  for (const port of Object.keys(definition.outputs))
    if (!graph.queues.some((queue) => queue.from.worker === name && queue.from.port === port))
      yield {
        level: 'warning',
        where: `${name}.outputs.${port}`,
        message: 'is not connected; what it puts goes nowhere',
      }
  if (replicas > 1) yield* checkReplicated(graph, worker)
  if (definition.options.volatile === true)
    yield { level: 'marked', where, message: 'is volatile: what it keeps is lost with its process' }
  if (definition.kind === 'driver')
    yield { level: 'marked', where, message: 'is a driver: its device decides what comes when' }
}

function* checkInputs(graph: Graph, { name, definition }: GraphWorker): Generator<Finding> {
  for (const port of Object.keys(definition.inputs)) {
    const count = graph.queues.filter((queue) => queue.to.worker === name && queue.to.port === port).length
    const where = `${name}.inputs.${port}`
    if (count === 0)
      yield { level: 'error', where, message: 'is not connected; connect an output to it, or return it in `inputs`' }
    if (count > 1)
      yield {
        level: 'error',
        where,
        message: `has ${count} queues and no rule to merge them; give each writer a port of its own`,
      }
  }
}

function* checkReplicated(graph: Graph, worker: GraphWorker): Generator<Finding> {
  const { name, definition, replicas } = worker
  const where = `workers.${name}.replicas`
  const counts = replicaCounts(graph)
  const { options } = definition
  if (definition.kind === 'source')
    yield { level: 'error', where, message: 'a source cannot be replicated; replicate the worker behind it' }
  if (definition.kind === 'driver')
    yield { level: 'error', where, message: 'a driver owns its device and cannot be replicated' }
  if (options.state !== undefined || options.volatile === true)
    yield {
      level: 'error',
      where,
      message: 'a worker that keeps state cannot be replicated: the result would depend on which replica got what',
    }
  if (Object.keys(definition.inputs).length > 1)
    yield {
      level: 'error',
      where,
      message: 'a worker with several inputs cannot be replicated; put a sequential worker that merges them before it',
    }
  if (options.finish !== undefined && Object.keys(definition.outputs).length > 0)
    yield {
      level: 'error',
      where,
      message: 'a replicated worker cannot put items in finish: they would have no place in the order',
    }
  for (const queue of graph.queues) {
    const other =
      queue.from.worker === name ? queue.to.worker : queue.to.worker === name ? queue.from.worker : undefined
    if (other === undefined) continue
    const count = countOf(counts, other)
    if (count > 1 && count !== replicas)
      yield {
        level: 'error',
        where,
        message: `${name} has ${replicas} replicas and its neighbour ${other} has ${count}; give both the same count, or put a sequential worker between them`,
      }
  }
}

function* checkQueue(graph: Graph, queue: GraphQueue): Generator<Finding> {
  const where = `queues.${queueName(queue)}`
  const { capacity, maxCapacity } = queue
  if (!Number.isInteger(capacity) || capacity < 1 || capacity > CAPACITY_MAX)
    yield {
      level: 'error',
      where: `${where}.capacity`,
      message: `must be a whole number from 1 to ${CAPACITY_MAX}, it is ${capacity}`,
    }
  else if (!Number.isInteger(maxCapacity) || maxCapacity < capacity)
    yield {
      level: 'error',
      where: `${where}.maxCapacity`,
      message: `must be a whole number from capacity=${capacity}, it is ${maxCapacity}`,
    }
  const reader = graph.workers.find((worker) => worker.name === queue.to.worker)
  const rule = reader?.definition.rule
  const writers = countOf(replicaCounts(graph), queue.from.worker)
  if (rule?.kind === 'byTimestamp' && queue.to.port !== rule.lead && Math.ceil(capacity / writers) < 2)
    yield {
      level: 'error',
      where: `${where}.capacity`,
      message: `is below a firing: matching by time needs 2 items of a side input at once${writers > 1 ? ` from each of its ${writers} writers` : ''}`,
    }
}

function* checkOverrides(graph: Graph, overrides: ReadonlyMap<string, unknown>): Generator<Finding> {
  const known = graph.workers.map((worker) => worker.name)
  for (const name of overrides.keys())
    if (!known.includes(name))
      yield { level: 'error', where: `workers.${name}`, message: `there is no such worker; known: ${known.join(', ')}` }
}

function* checkTimes(graph: Graph): Generator<Finding> {
  try {
    timeFields(graph)
    for (const { name, definition } of graph.workers) {
      const { rule } = definition
      if (rule?.kind !== 'byTimestamp') continue
      if (definition.inputs[rule.lead] === undefined)
        yield { level: 'error', where: `workers.${name}`, message: `the lead '${rule.lead}' is none of its inputs` }
      for (const [port, message] of Object.entries(definition.inputs)) {
        try {
          message.timeReader(rule.time)
        } catch (thrown) {
          yield { level: 'error', where: `${name}.inputs.${port}`, message: messageOf(thrown) }
        }
      }
    }
  } catch (thrown) {
    if (!(thrown instanceof KahnveyorError)) throw thrown
    yield { level: 'error', where: graph.name, message: thrown.message }
  }
}

/** A cycle without initial items cannot start: everyone in it waits for an item that only they can make. */
function* checkCycles(graph: Graph): Generator<Finding> {
  const visited = new Set<string>()
  const find = (worker: string, path: readonly string[]): readonly string[] | undefined => {
    const start = path.indexOf(worker)
    if (start >= 0) return [...path.slice(start), worker]
    if (visited.has(worker)) return undefined
    visited.add(worker)
    for (const queue of graph.queues) {
      const reader = graph.workers.find((candidate) => candidate.name === queue.to.worker)
      // A driver needs none of its inputs in order to fire, so a loop through it can start.
      if (queue.from.worker !== worker || reader?.definition.kind === 'driver') continue
      const cycle = find(queue.to.worker, [...path, worker])
      if (cycle !== undefined) return cycle
    }
    return undefined
  }
  for (const worker of graph.workers) {
    const cycle = find(worker.name, [])
    if (cycle === undefined) continue
    yield {
      level: 'error',
      where: graph.name,
      message: `the loop ${cycle.join(' -> ')} has no item to start with; put a driver into it`,
    }
    return
  }
}
