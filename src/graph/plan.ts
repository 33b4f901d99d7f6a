/**
 * The plan of a run: every worker, replica, lane and pool with its place in the segment. It is plain JSON, is made once,
 * lies in the segment itself, and is all that a worker process needs besides its module.
 */
import { INLINE_PAYLOAD_BYTES_MAX, LANE_BYTES, slotBytes, slotCount } from '../memory/lane-layout.ts'
import { type RecordShape, recordLayout } from '../memory/record-layout.ts'
import { SEGMENT_HEADER_BYTES } from '../memory/segment-header.ts'
import { alignUp, CACHE_LINE_BYTES } from '../memory/words.ts'
import {
  type Care,
  ENDPOINT_PORT,
  endpointWorkerName,
  type Graph,
  type GraphQueue,
  type GraphWorker,
  type Isolation,
} from './define-system.ts'
import { DEFAULT_MAX_PUTS_PER_FIRING, type WorkerDefinition } from './define-worker.ts'
import { timeFields } from './item-time.ts'
import { countOf, isMerging, replicaCounts, sectionPath } from './section.ts'
import type { Trial } from './trial.ts'
import type { ArgsRecord } from './worker-args.ts'

export type PlannedKind = WorkerDefinition['kind'] | 'input endpoint' | 'output endpoint'

export interface PlannedWorker {
  readonly name: string
  readonly kind: PlannedKind
  readonly moduleUrl: string
  readonly indexInModule: number
  readonly args: ArgsRecord
  readonly isolation: Isolation | 'caller'
  readonly maxPutsPerFiring: number
  readonly care: Care
  /** Ids of its replicas. */
  readonly replicas: readonly number[]
}

export interface PlannedInput {
  readonly port: string
  readonly queue: number
  readonly lanes: readonly number[]
  /** The lane that says in which order to merge, where several writers stand on the other side. */
  readonly routeLane: number | null
}

export interface PlannedOutput {
  readonly port: string
  readonly pool: number | null
  readonly timeField: string | null
  readonly queues: readonly {
    readonly queue: number
    readonly lanes: readonly number[]
    readonly routeLanes: readonly number[]
  }[]
}

export interface PlannedReplica {
  readonly id: number
  readonly worker: number
  readonly number: number
  readonly blockByteOffset: number
  readonly shape: RecordShape
  readonly inputs: readonly PlannedInput[]
  readonly outputs: readonly PlannedOutput[]
  /** True inside a section: outputs carry the ticket of the input. */
  readonly carriesTickets: boolean
}

export interface PlannedQueue {
  readonly name: string
  readonly from: { readonly worker: string; readonly port: string }
  readonly to: { readonly worker: string; readonly port: string }
  readonly digest: string
  readonly capacity: number
  readonly timeField: string | null
  readonly lanes: readonly number[]
}

export interface PlannedLane {
  readonly queue: number | null
  readonly writer: number
  readonly reader: number
  readonly wordsByteOffset: number
  readonly ringByteOffset: number
  readonly slots: number
  readonly slotBytes: number
  readonly capacity: number
  readonly pool: number | null
}

export interface PlannedPool {
  readonly byteOffset: number
  readonly blocks: number
  readonly blockBytes: number
}

export interface Plan {
  readonly system: string
  readonly seed: number
  /** Names the run, from its start over every resume. */
  readonly runId: string
  readonly runDirectory: string | null
  /** What the run is put through; null for an ordinary one. */
  readonly trial: Trial | null
  readonly workers: readonly PlannedWorker[]
  readonly replicas: readonly PlannedReplica[]
  readonly queues: readonly PlannedQueue[]
  readonly lanes: readonly PlannedLane[]
  readonly pools: readonly PlannedPool[]
  /** Bytes of the part that holds blocks and words; rings and pools follow it. */
  readonly controlBytes: number
  readonly sizeBytes: number
}

export interface PlanOptions {
  readonly isolation: Isolation
  readonly seed: number
  readonly runId: string
  readonly runDirectory: string | null
  /** Args of each worker, already checked. */
  readonly args: ReadonlyMap<string, ArgsRecord>
  readonly trial?: Trial | undefined
}

/** In-flight tickets that a merging reader can be told of, per item of capacity along the section. */
const ROUTE_ENTRIES_PER_ITEM = 4
const ROUTE_ENTRIES_MIN = 256
const ROUTE_PAYLOAD_BYTES = 8

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** Lays a checked graph out. The same graph and options give the same plan. */
export function planSystem(graph: Graph, options: PlanOptions): Plan {
  const counts = replicaCounts(graph)
  const times = timeFields(graph)
  const workers: PlannedWorker[] = []
  const replicaIds = new Map<string, number[]>()
  let replicaCount = 0
  const place = (worker: Omit<PlannedWorker, 'replicas'>, count: number): void => {
    const ids = Array.from({ length: count }, () => replicaCount++)
    replicaIds.set(worker.name, ids)
    workers.push({ ...worker, replicas: ids })
  }
  for (const worker of graph.workers) place(plannedWorker(worker, options), worker.replicas)
  for (const endpoint of graph.endpoints) {
    const name = endpointWorkerName(endpoint.direction, endpoint.name)
    const kind = endpoint.direction === 'input' ? 'input endpoint' : 'output endpoint'
    place(
      {
        name,
        kind,
        moduleUrl: '',
        indexInModule: 0,
        args: {},
        isolation: 'caller',
        maxPutsPerFiring: 1,
        care: NO_CARE,
      },
      1,
    )
  }

  const lanes: Mutable<PlannedLane>[] = []
  const queues: PlannedQueue[] = []
  const routeLanes = new Map<GraphQueue, number>()
  const addLane = (lane: Omit<PlannedLane, 'wordsByteOffset' | 'ringByteOffset' | 'pool'>): number =>
    lanes.push({ ...lane, wordsByteOffset: 0, ringByteOffset: 0, pool: null }) - 1
  const maxPuts = (worker: string): number =>
    workers.find((candidate) => candidate.name === worker)?.maxPutsPerFiring ?? 1
  const idsOf = (worker: string): readonly number[] => replicaIds.get(worker) ?? []

  for (const queue of graph.queues) {
    const pairs = pairReplicas(idsOf(queue.from.worker), idsOf(queue.to.worker))
    const capacity = Math.ceil(queue.capacity / pairs.length)
    const maxCapacity = Math.ceil(queue.maxCapacity / pairs.length)
    queues.push({
      name: queueName(queue),
      from: queue.from,
      to: queue.to,
      digest: queue.message.digest,
      capacity: queue.capacity,
      timeField: times.get(queue) ?? null,
      lanes: pairs.map(([writer, reader]) =>
        addLane({
          queue: queues.length,
          writer,
          reader,
          slots: slotCount(maxCapacity, maxPuts(queue.from.worker)),
          slotBytes: slotBytes(queue.message.sizeBytes),
          capacity,
        }),
      ),
    })
  }
  for (const queue of graph.queues) {
    if (!isMerging(counts, queue)) continue
    const path = sectionPath(graph, counts, queue)
    const head = (path[0] as GraphQueue).from.worker
    const inFlight = path.reduce((sum, step) => sum + step.maxCapacity, 0)
    const capacity = Math.max(ROUTE_ENTRIES_MIN, ROUTE_ENTRIES_PER_ITEM * inFlight)
    const lane = addLane({
      queue: null,
      writer: idsOf(head)[0] as number,
      reader: idsOf(queue.to.worker)[0] as number,
      slots: slotCount(capacity, maxPuts(head)),
      slotBytes: slotBytes(ROUTE_PAYLOAD_BYTES),
      capacity,
    })
    routeLanes.set(queue, lane)
  }

  const pools: Mutable<PlannedPool>[] = []
  const replicas: Mutable<PlannedReplica>[] = []
  for (const [workerIndex, worker] of workers.entries()) {
    for (const [number, id] of worker.replicas.entries()) {
      const inputs = graph.queues.flatMap((queue, index): PlannedInput[] => {
        if (queue.to.worker !== worker.name) return []
        return [
          {
            port: queue.to.port,
            queue: index,
            lanes: lanesOf(lanes, index, 'reader', id),
            routeLane: routeLanes.get(queue) ?? null,
          },
        ]
      })
      const outputs = outputPorts(graph, worker.name).map((port): PlannedOutput => {
        const mine = graph.queues.flatMap((queue, index) =>
          queue.from.worker === worker.name && queue.from.port === port ? [{ queue, index }] : [],
        )
        const carried = mine.map(({ queue, index }) => ({
          queue: index,
          lanes: lanesOf(lanes, index, 'writer', id),
          routeLanes: [...routeLanes].flatMap(([merging, lane]) =>
            sectionPath(graph, counts, merging)[0] === queue ? [lane] : [],
          ),
        }))
        const message = mine[0]?.queue.message
        let pool: number | null = null
        if (message !== undefined && message.sizeBytes > INLINE_PAYLOAD_BYTES_MAX) {
          const inFlight = mine.reduce(
            (sum, { queue }) =>
              sum + queue.maxCapacity + 2 * worker.maxPutsPerFiring * countOf(counts, queue.to.worker),
            0,
          )
          pool =
            pools.push({
              byteOffset: 0,
              blocks: inFlight + worker.maxPutsPerFiring,
              blockBytes: alignUp(message.sizeBytes, CACHE_LINE_BYTES),
            }) - 1
          for (const { lanes: written } of carried)
            for (const lane of written) (lanes[lane] as Mutable<PlannedLane>).pool = pool
        }
        return { port, pool, timeField: queues[mine[0]?.index ?? -1]?.timeField ?? null, queues: carried }
      })
      replicas.push({
        id,
        worker: workerIndex,
        number,
        blockByteOffset: 0,
        shape: {
          inputLanes: inputs.reduce((sum, input) => sum + input.lanes.length + (input.routeLane === null ? 0 : 1), 0),
          inputPorts: inputs.length,
          outputLanes: outputs.reduce(
            (sum, output) =>
              sum + output.queues.reduce((inner, queue) => inner + queue.lanes.length + queue.routeLanes.length, 0),
            0,
          ),
          outputPorts: outputs.length,
          stateBytesMax: stateBytesMax(graph, worker.name),
        },
        inputs,
        outputs,
        carriesTickets: worker.replicas.length > 1,
      })
    }
  }

  let offset = SEGMENT_HEADER_BYTES
  const reserve = (bytes: number, alignment: number): number => {
    const start = alignUp(offset, alignment)
    offset = start + bytes
    return start
  }
  for (const replica of replicas)
    replica.blockByteOffset = reserve(recordLayout(replica.shape).blockBytes, CACHE_LINE_BYTES)
  for (const lane of lanes) lane.wordsByteOffset = reserve(LANE_BYTES, CACHE_LINE_BYTES)
  const controlBytes = alignUp(offset, PAGE_BYTES)
  for (const lane of lanes) lane.ringByteOffset = reserve(alignUp(lane.slots * lane.slotBytes, 8), PAGE_BYTES)
  for (const pool of pools) pool.byteOffset = reserve(pool.blocks * pool.blockBytes, PAGE_BYTES)
  const sizeBytes = alignUp(offset, PAGE_BYTES)
  return {
    system: graph.name,
    seed: options.seed,
    runId: options.runId,
    runDirectory: options.runDirectory,
    trial: options.trial ?? null,
    workers,
    replicas,
    queues,
    lanes,
    pools,
    controlBytes,
    sizeBytes,
  }
}

const PAGE_BYTES = 4096
/** Endpoints are looked after by the calling program itself. */
const NO_CARE: Care = { spares: 0, firingDeadlineMs: null, maxRssMiB: null, onFailure: 'fail' }

export function queueName(queue: Pick<GraphQueue, 'from' | 'to'>): string {
  return `${queue.from.worker}.${queue.from.port} -> ${queue.to.worker}.${queue.to.port}`
}

function plannedWorker(worker: GraphWorker, options: PlanOptions): Omit<PlannedWorker, 'replicas'> {
  return {
    name: worker.name,
    kind: worker.definition.kind,
    moduleUrl: worker.definition.moduleUrl,
    indexInModule: worker.definition.indexInModule,
    args: options.args.get(worker.name) ?? {},
    isolation: options.isolation === 'inline' ? 'inline' : (worker.isolation ?? options.isolation),
    maxPutsPerFiring: worker.definition.options.maxPutsPerFiring ?? DEFAULT_MAX_PUTS_PER_FIRING,
    care: worker.care,
  }
}

/** Which writer replica shares a lane with which reader replica: one with all, or each with its own number. */
function pairReplicas(writers: readonly number[], readers: readonly number[]): readonly (readonly [number, number])[] {
  if (writers.length === readers.length) return writers.map((writer, number) => [writer, readers[number] as number])
  return writers.flatMap((writer) => readers.map((reader) => [writer, reader] as const))
}

function lanesOf(lanes: readonly PlannedLane[], queue: number, side: 'writer' | 'reader', replica: number): number[] {
  return lanes.flatMap((lane, index) => (lane.queue === queue && lane[side] === replica ? [index] : []))
}

function outputPorts(graph: Graph, worker: string): readonly string[] {
  const definition = graph.workers.find((candidate) => candidate.name === worker)?.definition
  if (definition !== undefined) return Object.keys(definition.outputs)
  return graph.queues.some((queue) => queue.from.worker === worker) ? [ENDPOINT_PORT] : []
}

function stateBytesMax(graph: Graph, worker: string): number {
  return graph.workers.find((candidate) => candidate.name === worker)?.definition.options.state?.maxBytes ?? 0
}
