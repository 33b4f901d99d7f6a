import { InvalidDefinitionError } from '../errors/graph-errors.ts'
import type { Message } from '../message/message.ts'
import type { WorkerDefinition } from './define-worker.ts'
import type { NoPorts, Ports, RuledInputs } from './input-rule.ts'
import { requireSameMessage } from './same-message.ts'
import type { ArgsRecord } from './worker-args.ts'

/** One end of a queue to be: an output or input port of one worker. */
export interface PortHandle<M extends Message, Direction extends 'input' | 'output'> {
  readonly worker: string
  readonly port: string
  readonly direction: Direction
  readonly message: M
}
export type OutputHandle<M extends Message> = PortHandle<M, 'output'>
export type InputHandle<M extends Message> = PortHandle<M, 'input'>

type PortsOf<I> = I extends RuledInputs<infer P, unknown> ? P : I extends Ports ? I : NoPorts

/** A worker in a system, with its ports to connect. */
export interface WorkerHandle<I = unknown, O = unknown> {
  readonly name: string
  readonly inputs: { readonly [K in keyof PortsOf<I>]: InputHandle<Extract<PortsOf<I>[K], Message>> }
  readonly outputs: { readonly [K in keyof PortsOf<O>]: OutputHandle<Extract<PortsOf<O>[K], Message>> }
}

export type Isolation = 'inline' | 'thread' | 'process'

export interface WorkerPlacement {
  /** Running instances of this worker. Default 1. More than one needs a worker that keeps nothing. */
  readonly replicas?: number
  /** Where its replicas run. Default: as the run says. */
  readonly isolation?: 'thread' | 'process'
  /** Processes with the worker's module loaded that stand by, so that a replacement works within milliseconds. Default 0. */
  readonly spares?: number
  /** A firing that takes longer makes its replica hung: it is killed, and the death counts against the firing. Default: none, busy is not dead. */
  readonly firingDeadlineMs?: number
  /** A replica whose process grows beyond this is replaced between two firings. Default: none. */
  readonly maxRssMiB?: number
  /**
   * What happens when a replica of it cannot be kept running: `fail` stops the system; `isolate` closes the worker's outputs, counts
   * what still comes for it as dead letters, and lets the others go on. Default `fail`.
   */
  readonly onFailure?: 'fail' | 'isolate'
}

/** How a worker's replicas are looked after. `null`: not at all. */
export interface Care {
  readonly spares: number
  readonly firingDeadlineMs: number | null
  readonly maxRssMiB: number | null
  readonly onFailure: 'fail' | 'isolate'
}

type ArgsOption<Args> = Record<never, never> extends Args ? { readonly args?: Args } : { readonly args: Args }

export interface QueueOptions {
  /** In items: a worker whose output queue holds this many waits before its next firing. Default 16. */
  readonly capacity?: number
  /** How far the capacity may be raised while the system runs. Default: 8 times `capacity`. */
  readonly maxCapacity?: number
}

export const DEFAULT_CAPACITY = 16
export const DEFAULT_MAX_CAPACITY_FACTOR = 8

/** What the function given to `defineSystem` uses to say what there is and how it is joined. */
export interface SystemBuilder {
  worker<Args, I, O>(
    name: string,
    definition: WorkerDefinition<Args, I, O>,
    ...options: Record<never, never> extends Args
      ? [(WorkerPlacement & ArgsOption<Args>)?]
      : [WorkerPlacement & ArgsOption<Args>]
  ): WorkerHandle<I, O>
  /** Joins an output to an input of the same message by a queue. An output may feed several queues: each gets every item. */
  connect<M extends Message>(from: OutputHandle<M>, to: InputHandle<NoInfer<M>>, options?: QueueOptions): void
}

/** What a system shows to the program that starts it. All parts are optional. */
export interface SystemParts {
  /** Workers to be steered by name in `running.workers`. */
  readonly workers?: Readonly<Record<string, WorkerHandle>>
  /** Input ports that the calling program feeds: `running.inputs.name.put(item)`. */
  readonly inputs?: Readonly<Record<string, InputHandle<Message>>>
  /** Output ports that the calling program reads: `running.outputs.name.get()`. */
  readonly outputs?: Readonly<Record<string, OutputHandle<Message>>>
}

export interface GraphWorker {
  readonly name: string
  readonly definition: WorkerDefinition
  readonly args: ArgsRecord
  readonly replicas: number
  readonly isolation: 'thread' | 'process' | undefined
  readonly care: Care
}

export interface GraphQueue {
  readonly from: { readonly worker: string; readonly port: string }
  readonly to: { readonly worker: string; readonly port: string }
  readonly message: Message
  readonly capacity: number
  readonly maxCapacity: number
}

/** The calling program's end of a queue. It counts as a worker of the graph, with one port named `items`. */
export interface GraphEndpoint {
  readonly name: string
  readonly direction: 'input' | 'output'
  readonly message: Message
}

export interface Graph {
  readonly name: string
  readonly workers: readonly GraphWorker[]
  readonly queues: readonly GraphQueue[]
  readonly endpoints: readonly GraphEndpoint[]
}

export interface SystemDefinition<Parts extends SystemParts = SystemParts> {
  readonly kind: 'system'
  readonly name: string
  readonly graph: Graph
  readonly parts: Parts
}

/** The port name of an endpoint, seen as a worker. */
export const ENDPOINT_PORT = 'items'

/** The name under which an endpoint stands among the workers: it cannot be that of a worker. */
export function endpointWorkerName(direction: 'input' | 'output', name: string): string {
  return `${direction}:${name}`
}

/**
 * Defines a system: its workers and the queues between them. What `build` returns types what `start` gives. Throws
 * `KV_INVALID_DEFINITION` for a double name and `KV_MESSAGE_MISMATCH` for two ends that differ; `check` finds the rest.
 */
export function defineSystem<const Parts extends SystemParts = Record<never, never>>(
  name: string,
  // biome-ignore lint/suspicious/noConfusingVoidType: a system that shows nothing has no return statement.
  build: (system: SystemBuilder) => Parts | void,
): SystemDefinition<Parts> {
  const workers = new Map<string, GraphWorker>()
  const queues: GraphQueue[] = []
  const endpoints: GraphEndpoint[] = []

  const builder: SystemBuilder = {
    worker(workerName, definition, ...rest) {
      const options = (rest[0] ?? {}) as WorkerPlacement & { args?: ArgsRecord }
      if (!/^[A-Za-z][\w-]*$/.test(workerName))
        throw new InvalidDefinitionError(
          name,
          `worker name '${workerName}' must be letters, digits, _ and -, a letter first`,
        )
      if (workers.has(workerName)) throw new InvalidDefinitionError(name, `two workers are named '${workerName}'`)
      if ((definition as { fire?: unknown } | undefined)?.fire !== undefined || definition?.options === undefined)
        throw new InvalidDefinitionError(`${name}.${workerName}`, 'the second argument must come from defineWorker')
      requireKnownOptions(`workers.${workerName}`, options, [
        'args',
        'replicas',
        'isolation',
        'spares',
        'firingDeadlineMs',
        'maxRssMiB',
        'onFailure',
      ])
      workers.set(workerName, {
        name: workerName,
        definition: definition as WorkerDefinition,
        args: options.args ?? {},
        replicas: options.replicas ?? 1,
        isolation: options.isolation,
        care: {
          spares: options.spares ?? 0,
          firingDeadlineMs: options.firingDeadlineMs ?? null,
          maxRssMiB: options.maxRssMiB ?? null,
          onFailure: options.onFailure ?? 'fail',
        },
      })
      return {
        name: workerName,
        inputs: handles(workerName, 'input', definition.inputs),
        outputs: handles(workerName, 'output', definition.outputs),
      } as never
    },
    connect(from, to, options = {}) {
      const where = `${from?.worker}.${from?.port} -> ${to?.worker}.${to?.port}`
      if (from?.direction !== 'output' || to?.direction !== 'input')
        throw new InvalidDefinitionError(`${name}: ${where}`, 'connect takes an output first and an input second')
      requireKnownOptions(`queues.${where}`, options, ['capacity', 'maxCapacity'])
      addQueue(from, to, options)
    },
  }

  const addQueue = (from: OutputHandle<Message>, to: InputHandle<Message>, options: QueueOptions): void => {
    const where = `${from.worker}.${from.port} -> ${to.worker}.${to.port}`
    requireSameMessage(where, from.message, to.message)
    const capacity = options.capacity ?? DEFAULT_CAPACITY
    queues.push({
      from: { worker: from.worker, port: from.port },
      to: { worker: to.worker, port: to.port },
      message: from.message,
      capacity,
      maxCapacity: options.maxCapacity ?? capacity * DEFAULT_MAX_CAPACITY_FACTOR,
    })
  }

  const parts = (build(builder) ?? {}) as Parts
  for (const [endpoint, handle] of Object.entries(parts.inputs ?? {})) {
    endpoints.push({ name: endpoint, direction: 'input', message: handle.message })
    addQueue(endpointHandle('output', endpointWorkerName('input', endpoint), handle.message), handle, {})
  }
  for (const [endpoint, handle] of Object.entries(parts.outputs ?? {})) {
    endpoints.push({ name: endpoint, direction: 'output', message: handle.message })
    addQueue(handle, endpointHandle('input', endpointWorkerName('output', endpoint), handle.message), {})
  }
  return { kind: 'system', name, graph: { name, workers: [...workers.values()], queues, endpoints }, parts }
}

function handles<D extends 'input' | 'output'>(
  worker: string,
  direction: D,
  ports: Ports,
): Record<string, PortHandle<Message, D>> {
  return Object.fromEntries(
    Object.entries(ports).map(([port, message]) => [port, { worker, port, direction, message }]),
  )
}

function endpointHandle<D extends 'input' | 'output'>(
  direction: D,
  worker: string,
  message: Message,
): PortHandle<Message, D> {
  return { worker, port: ENDPOINT_PORT, direction, message }
}

function requireKnownOptions(path: string, options: object, known: readonly string[]): void {
  for (const name of Object.keys(options))
    if (!known.includes(name))
      throw new InvalidDefinitionError(`${path}.${name}`, `is not a known option; known: ${known.join(', ')}`)
}
