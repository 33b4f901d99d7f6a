/**
 * Systems for properties that must hold of every system. A generated system is a list of nodes, plain JSON, that can be built
 * as it says or plainly: every worker once, roomy queues. What comes out must be the same.
 *
 * None of them can get stuck for lack of capacity: two streams are merged only if they have nothing in common, or if they come
 * from one port and one of them is an exact copy of it.
 */

import fc from 'fast-check'
import { defineSystem, type OutputHandle, type SystemBuilder } from 'kahnveyor'
import { inBlocks, inSlots, type SlotItem } from './generated.worker.ts'

/** An output port of an earlier node. */
interface End {
  readonly node: number
  readonly port: 'items' | 'even' | 'few'
}

export type GeneratedNode =
  | { readonly kind: 'source'; readonly count: number; readonly stepUs: number; readonly salt: number }
  | {
      readonly kind: 'map' | 'draw' | 'split' | 'gather' | 'total'
      readonly from: End
      readonly capacity: number
      readonly replicas: number
      readonly least: number
      readonly most: number
      readonly salt: number
    }
  | {
      readonly kind: 'zip' | 'nearest' | 'bracket'
      readonly left: End
      readonly right: End
      readonly leftCapacity: number
      readonly rightCapacity: number
    }

export interface GeneratedSystem {
  readonly payload: 'slot' | 'block'
  readonly nodes: readonly GeneratedNode[]
}

interface Draw {
  readonly kind: (typeof KINDS)[number]
  readonly first: number
  readonly second: number
  readonly replicas: number
  readonly capacity: number
  readonly otherCapacity: number
  readonly most: number
  readonly salt: number
}

const KINDS = ['map', 'map', 'row', 'draw', 'split', 'gather', 'total', 'merge', 'merge', 'diamond', 'diamond'] as const
const MERGES = ['zip', 'nearest', 'bracket'] as const

export interface GeneratedSizes {
  readonly itemsMax: number
  /** The most replicas of all workers together, so that a run stays small enough for its machine. */
  readonly replicasMax: number
  readonly stepsMax: number
}

export function generatedSystems({ itemsMax, replicasMax, stepsMax }: GeneratedSizes): fc.Arbitrary<GeneratedSystem> {
  const small = fc.nat({ max: 1000 })
  const sources = fc.array(
    fc.record({ count: fc.integer({ min: 0, max: itemsMax }), stepUs: fc.integer({ min: 1, max: 30 }), salt: small }),
    { minLength: 1, maxLength: 3 },
  )
  const draws = fc.array(
    fc.record({
      kind: fc.constantFrom(...KINDS),
      first: small,
      second: small,
      replicas: fc.integer({ min: 1, max: 4 }),
      capacity: fc.integer({ min: 1, max: 6 }),
      otherCapacity: fc.integer({ min: 1, max: 6 }),
      most: fc.integer({ min: 0, max: 3 }),
      salt: small,
    }),
    { minLength: 1, maxLength: stepsMax },
  )
  return fc
    .record({ payload: fc.constantFrom('slot' as const, 'block' as const), sources, draws })
    .map(({ payload, sources: given, draws: drawn }) => ({
      payload,
      nodes: grow(
        given.map((source) => ({ kind: 'source', ...source })),
        drawn,
        replicasMax,
      ),
    }))
}

function grow(sources: readonly GeneratedNode[], draws: readonly Draw[], replicasMax: number): GeneratedNode[] {
  const nodes = [...sources]
  /** Nodes with the same number are connected with each other, in whatever direction. */
  const parts = sources.map((_, index) => index)
  /** The most items of one time that may follow each other at a node's outputs: matching by time needs them all at once. */
  const alike = sources.map(() => 1)
  const ends: End[] = sources.map((_, node) => ({ node, port: 'items' }))
  let left = replicasMax - sources.length

  const replicasOf = ({ node }: End): number => {
    const producer = nodes[node] as GeneratedNode
    return 'replicas' in producer ? producer.replicas : 1
  }
  const alikeAt = (end: End): number => alike[end.node] as number
  const alikeAfter = (node: GeneratedNode): number => {
    if (node.kind === 'source') return 1
    if (!('left' in node)) return alikeAt(node.from) * (node.kind === 'map' ? Math.max(1, node.most) : 1)
    return alikeAt(node.left) + (node.kind === 'zip' ? alikeAt(node.right) : 0)
  }
  const add = (node: GeneratedNode, part: number, ports: readonly End['port'][] = ['items']): End => {
    nodes.push(node)
    parts.push(part)
    alike.push(alikeAfter(node))
    left -= 'replicas' in node ? node.replicas : 1
    const added = ports.map((port) => ({ node: nodes.length - 1, port }))
    ends.push(...added)
    return added[0] as End
  }
  const addMap = (draw: Draw, from: End, replicas: number, range: readonly [number, number]): End => {
    // Neighbours that are both replicated have the same number of replicas.
    const before = replicasOf(from)
    const possible = before > 1 && replicas > 1 ? before : replicas
    return add(
      {
        kind: 'map',
        from,
        capacity: draw.capacity,
        replicas: left >= possible ? possible : 1,
        least: range[0],
        most: range[1],
        salt: draw.salt,
      },
      parts[from.node] as number,
    )
  }
  const addMerge = (draw: Draw, kind: (typeof MERGES)[number], first: End, second: End): void => {
    const [one, other] = [parts[first.node] as number, parts[second.node] as number]
    for (const [index, part] of parts.entries()) if (part === other) parts[index] = one
    add(
      {
        kind,
        left: first,
        right: second,
        leftCapacity: draw.capacity,
        rightCapacity:
          kind === 'zip' ? draw.otherCapacity : (draw.otherCapacity + alikeAt(second)) * replicasOf(second),
      },
      one,
    )
  }

  for (const draw of draws) {
    if (left < 1) break
    const from = ends[draw.first % ends.length] as End
    const part = parts[from.node] as number
    const merge = MERGES[draw.salt % MERGES.length] as (typeof MERGES)[number]
    const least = draw.most === 0 ? 0 : draw.salt % (draw.most + 1)
    switch (draw.kind) {
      case 'map':
        addMap(draw, from, draw.replicas, [least, draw.most])
        break
      case 'row': {
        const first = addMap(draw, from, draw.replicas, [least, draw.most])
        if (left >= 1) addMap(draw, first, draw.replicas, [0, 2])
        if (left >= 1 && draw.second % 2 === 0) addMap(draw, ends.at(-1) as End, draw.replicas, [1, 1])
        break
      }
      case 'draw':
      case 'split':
      case 'gather':
      case 'total': {
        const isReplicable = draw.kind === 'split' || (draw.kind === 'draw' && replicasOf(from) === 1)
        const wanted = isReplicable ? (replicasOf(from) > 1 ? replicasOf(from) : draw.replicas) : 1
        add(
          {
            kind: draw.kind,
            from,
            // A firing that gathers needs all its items in the queue at once, and all may come from one of its writers.
            capacity: draw.kind === 'gather' ? (draw.capacity + draw.most + 1) * replicasOf(from) : draw.capacity,
            replicas: left >= wanted ? wanted : 1,
            least: 0,
            most: draw.most,
            salt: draw.salt,
          },
          part,
          draw.kind === 'split' ? ['items', 'even', 'few'] : ['items'],
        )
        break
      }
      case 'merge': {
        const other = ends.find((end, index) => index >= draw.second % ends.length && parts[end.node] !== part)
        if (other !== undefined) addMerge(draw, merge, from, other)
        break
      }
      case 'diamond': {
        if (left < 2) break
        // Paired by position, the copy must be exact; matched by time, it may have gaps.
        const copy = addMap(draw, from, draw.replicas, merge === 'zip' ? [1, 1] : [0, draw.second % 2])
        addMerge(draw, merge, copy, from)
        break
      }
      default:
        draw.kind satisfies never
    }
  }
  return nodes
}

export interface Building {
  /** As generated, or each worker once with queues of the default capacity. */
  readonly form: 'generated' | 'plain'
  /** Items of each source instead of the generated number, by the name of its worker. */
  readonly counts?: ReadonlyMap<string, number>
  /** Items between the pauses of a source; 0 for none. */
  readonly burst?: number
}

/** The system of a description. Every port that nobody reads is an output of the system. */
export function buildGenerated({ payload, nodes }: GeneratedSystem, { form, counts, burst = 0 }: Building) {
  const workers = (payload === 'slot' ? inSlots : inBlocks) as typeof inSlots
  return defineSystem('generated', (system: SystemBuilder) => {
    const outputs: Record<string, OutputHandle<typeof SlotItem>> = {}
    const ports = new Map<string, OutputHandle<typeof SlotItem>>()
    const take = ({ node, port }: End): OutputHandle<typeof SlotItem> => {
      const key = `${node}_${port}`
      delete outputs[key]
      return ports.get(key) as OutputHandle<typeof SlotItem>
    }
    const roomy = (capacity: number) => (form === 'plain' ? {} : { capacity })
    for (const [index, node] of nodes.entries()) {
      const name = `${node.kind}-${index}`
      let made: Readonly<Record<string, OutputHandle<typeof SlotItem>>>
      if (node.kind === 'source') {
        const { count, stepUs, salt } = node
        const args = { count: counts?.get(name) ?? count, stepUs, salt, burst }
        made = system.worker(name, workers.source, { args }).outputs
      } else if ('left' in node) {
        // How a merge takes its items is its own business; its ports are those of every other.
        const merge = system.worker(name, workers[node.kind] as typeof workers.zip)
        system.connect(take(node.left), merge.inputs.left, roomy(node.leftCapacity))
        system.connect(take(node.right), merge.inputs.right, roomy(node.rightCapacity))
        made = merge.outputs
      } else {
        const { kind, least, most, salt } = node
        const replicas = form === 'plain' ? 1 : node.replicas
        const worker =
          kind === 'map'
            ? system.worker(name, workers.map, { replicas, args: { least, most, salt } })
            : kind === 'gather'
              ? system.worker(name, workers.gather, { args: { most: most + 1, salt } })
              : kind === 'total'
                ? system.worker(name, workers.total, { args: { salt } })
                : system.worker(name, workers[kind], { replicas })
        system.connect(take(node.from), worker.inputs.items, roomy(node.capacity))
        made = worker.outputs
      }
      for (const [port, handle] of Object.entries(made)) {
        ports.set(`${index}_${port}`, handle)
        outputs[`${index}_${port}`] = handle
      }
    }
    return { outputs }
  })
}

/** The values that arrived at each output, in their order. */
export type Arrived = ReadonlyMap<string, readonly number[]>

/** Reads all outputs of a generated system until the run ends. */
export async function arrivals(outputs: Readonly<Record<string, AsyncIterable<unknown>>>): Promise<Arrived> {
  const entries = Object.entries(outputs).map(async ([name, output]) => {
    const values: number[] = []
    for await (const item of output) values.push((item as { value: number }).value)
    return [name, values] as const
  })
  return new Map(await Promise.all(entries))
}

/** The first difference between what arrived and what should have, in words; undefined for none. */
export function difference(arrived: Arrived, expected: Arrived): string | undefined {
  for (const [name, values] of expected) {
    const got = arrived.get(name) ?? []
    const at = values.findIndex((value, index) => got[index] !== value)
    if (at >= 0)
      return `output ${name}: item ${at} of ${values.length} is ${got[at]} and should be ${values[at]} (${got.length} arrived)`
    if (got.length > values.length)
      return `output ${name}: ${got.length} items arrived where ${values.length} should have`
  }
  return undefined
}
