/**
 * A worker's end of an output port. A put stages: it writes the item behind the lanes' committed tails, where no reader looks,
 * and never blocks. The replica's commit makes all puts of a firing visible at once; an exception forgets them.
 */
import { FiringTooLargeError, TimeBackwardsError } from '../errors/firing-errors.ts'
import type { BlockPool } from '../memory/block-pool.ts'
import type { LaneWriter } from '../memory/lane.ts'
import { SLOT_PAYLOAD } from '../memory/lane-layout.ts'
import { type Region, regionOver } from '../memory/region.ts'
import type { Message, MessageDrafter, TimeReader } from '../message/message.ts'
import { timeReaderOf } from './input-port.ts'

/** One of the queues that a port feeds, with the route lanes that tell merging readers of its tickets. */
export interface OutputQueue {
  readonly queue: number
  readonly lanes: readonly LaneWriter[]
  readonly routeLanes: readonly LaneWriter[]
}

export interface OutputPool {
  readonly region: Region
  readonly blockBytes: number
  readonly blocks: BlockPool
}

interface Claim {
  readonly draft: unknown
  /** Where it is filled: in the pool, or beside it for items that travel in slots. */
  readonly region: Region
  /** The block in the pool, held until the firing ends; -1 for a draft beside it. */
  readonly block: number
}

interface DraftingPlace {
  readonly region: Region
  readonly drafter: MessageDrafter<unknown>
}

export class OutputPort {
  readonly name: string
  readonly message: Message
  readonly queues: readonly OutputQueue[]
  readonly pool: OutputPool | undefined
  /** The number of the next put, where this replica deals tickets out. */
  nextTicket = 0
  /** The earliest time that the firing in hand may put; set by who knows the inputs. */
  promisedUs: () => number = () => Number.NEGATIVE_INFINITY
  /** No item with a time below this was put or will be. */
  frontierUs = Number.NEGATIVE_INFINITY
  readonly #where: string
  readonly #putsMax: number
  readonly #time: TimeReader | undefined
  readonly #timeField: string | null
  /** In a section: the ticket of the input in hand, which all puts carry. */
  #carriedTicket: number | undefined
  #puts = 0
  #committedTicket = 0
  #stagedFrontierUs = Number.NEGATIVE_INFINITY
  readonly #draftingPlaces: DraftingPlace[] = []
  readonly #claims: Claim[] = []
  /** The lane of each queue that the put in hand goes to. */
  readonly #chosen: LaneWriter[] = []
  /** Per lane, the position up to which the references of consumed slots have been given back. */
  readonly #reclaimed: number[]
  #rotation = 0
  /** The one lane of a port that feeds one queue with one reader: the usual case, without loops. */
  readonly #only: LaneWriter | undefined

  constructor(options: {
    readonly worker: string
    readonly name: string
    readonly message: Message
    readonly queues: readonly OutputQueue[]
    readonly pool: OutputPool | undefined
    readonly putsMax: number
    readonly timeField: string | null
  }) {
    this.name = options.name
    this.message = options.message
    this.queues = options.queues
    this.pool = options.pool
    this.#where = `${options.worker}.${options.name}`
    this.#putsMax = options.putsMax
    this.#timeField = options.timeField
    this.#time = timeReaderOf(options.message, options.timeField)
    const [only, second] = options.queues
    if (only !== undefined && second === undefined && only.lanes.length === 1 && only.routeLanes.length === 0)
      this.#only = only.lanes[0]
    this.#reclaimed = options.queues.flatMap((queue) => queue.lanes.map(() => 0))
  }

  get hasPuts(): boolean {
    return this.#puts > 0
  }

  get isTimed(): boolean {
    return this.#time !== undefined
  }

  /** The queue that has no space for another firing, or -1. */
  fullQueue(): number {
    if (this.#only !== undefined) return this.#only.isFull() ? (this.queues[0] as OutputQueue).queue : -1
    const { queues } = this
    for (let index = 0; index < queues.length; index += 1) {
      const { queue, lanes, routeLanes } = queues[index] as OutputQueue
      if (isFull(lanes)) return queue
      for (let route = 0; route < routeLanes.length; route += 1)
        if ((routeLanes[route] as LaneWriter).isFull()) return queue
    }
    return -1
  }

  /** Begins a firing. In a section `carriedTicket` is the ticket of its input. */
  begin(carriedTicket: number | undefined): void {
    this.#carriedTicket = carriedTicket
    this.#puts = 0
  }

  put(item: unknown): void {
    if (this.#puts === this.#putsMax) throw new FiringTooLargeError(this.#where, this.#putsMax)
    if (this.#only !== undefined && this.pool === undefined && this.#claims.length === 0) {
      this.#putOnly(this.#only, item)
      return
    }
    const { queues } = this
    for (let index = 0; index < queues.length; index += 1)
      this.#chosen[index] = this.#choose((queues[index] as OutputQueue).lanes)
    if (this.pool === undefined) this.#putInline(item)
    else this.#putBlock(this.pool, item)
    this.#puts += 1
    this.#rotation += 1
  }

  /** What the methods below do, for one lane whose slots hold the payload. */
  #putOnly(lane: LaneWriter, item: unknown): void {
    const payload = lane.nextSlotByteOffset() + SLOT_PAYLOAD
    this.message.write(lane.ring, payload, item)
    this.#advanceTime(lane.ring, payload)
    lane.stage((this.#carriedTicket ?? this.nextTicket++) | 0, 0)
    this.#puts += 1
  }

  /** The time of a written item, which must not lie before its predecessors'. */
  #advanceTime(region: Region, byteOffset: number): number {
    if (this.#time === undefined) return Number.NEGATIVE_INFINITY
    const timeUs = this.#time(region, byteOffset)
    // What the inputs in hand promise counts from the first put on, not from whenever they happened to arrive: else it would
    // depend on the instant whether an item that is too early is refused.
    if (this.#puts === 0) this.#stagedFrontierUs = Math.max(this.#stagedFrontierUs, this.promisedUs())
    if (timeUs < this.#stagedFrontierUs)
      throw new TimeBackwardsError(this.#where, this.#timeField ?? '', timeUs, this.#stagedFrontierUs)
    this.#stagedFrontierUs = timeUs
    return timeUs
  }

  #putInline(item: unknown): void {
    const first = this.#chosen[0]
    if (first === undefined) {
      this.message.write(regionOver(new ArrayBuffer(this.message.sizeBytes)), 0, item)
      this.nextTicket += 1
      return
    }
    const claim = this.#claimOf(item)
    if (claim !== undefined) this.message.seal(claim.region, 0)
    for (let index = 0; index < this.#chosen.length; index += 1) {
      const lane = this.#chosen[index] as LaneWriter
      const payload = lane.nextSlotByteOffset() + SLOT_PAYLOAD
      if (claim === undefined) this.message.write(lane.ring, payload, item)
      else lane.ring.u8.set(claim.region.u8, payload)
    }
    this.#stage(first.ring, first.nextSlotByteOffset() + SLOT_PAYLOAD, 0)
  }

  #putBlock(pool: OutputPool, item: unknown): void {
    const claim = this.#claimOf(item)
    if (claim !== undefined) {
      this.message.seal(pool.region, claim.block * pool.blockBytes)
      this.#stage(pool.region, claim.block * pool.blockBytes, claim.block)
      return
    }
    const block = this.#claimBlock(pool)
    try {
      this.message.write(pool.region, block * pool.blockBytes, item)
      this.#stage(pool.region, block * pool.blockBytes, block)
    } finally {
      // What remains is one reference per lane that refers to the block.
      pool.blocks.release(block)
    }
  }

  /** Puts the written item into the chosen lane of every queue. Nothing before this point has taken a slot. */
  #stage(region: Region, byteOffset: number, block: number): void {
    const timeUs = this.#advanceTime(region, byteOffset)
    const ticket = this.#carriedTicket ?? this.nextTicket++
    const { queues } = this
    for (let index = 0; index < queues.length; index += 1) {
      const { lanes, routeLanes } = queues[index] as OutputQueue
      const lane = this.#chosen[index] as LaneWriter
      lane.stage(ticket | 0, block)
      this.pool?.blocks.retain(block)
      for (let at = 0; at < routeLanes.length; at += 1) {
        const route = routeLanes[at] as LaneWriter
        route.ring.f64[(route.nextSlotByteOffset() + SLOT_PAYLOAD) >> 3] = timeUs
        route.stage(ticket | 0, lanes.indexOf(lane))
      }
    }
  }

  /** The least filled lane; among equals they take turns. */
  #choose(lanes: readonly LaneWriter[]): LaneWriter {
    if (lanes.length === 1) return lanes[0] as LaneWriter
    let chosen = lanes[this.#rotation % lanes.length] as LaneWriter
    let least = chosen.fill()
    for (let step = 1; step < lanes.length && least > 0; step += 1) {
      const lane = lanes[(this.#rotation + step) % lanes.length] as LaneWriter
      const fill = lane.fill()
      if (fill < least) {
        chosen = lane
        least = fill
      }
    }
    return chosen
  }

  claim(): unknown {
    const { region, drafter } = this.#draftingPlace(this.#claims.length)
    const block = this.pool === undefined ? -1 : this.#claimBlock(this.pool)
    const draft = drafter.at(this.pool === undefined ? 0 : block * this.pool.blockBytes)
    this.#claims.push({ draft, region, block })
    return draft
  }

  /** One drafter per simultaneous claim, over the pool or, for items that travel in slots, over memory of its own. */
  #draftingPlace(index: number): DraftingPlace {
    let place = this.#draftingPlaces[index]
    if (place === undefined) {
      const region = this.pool?.region ?? regionOver(new ArrayBuffer(this.message.sizeBytes))
      place = { region, drafter: this.message.drafter(region) }
      this.#draftingPlaces[index] = place
    }
    return place
  }

  #claimOf(item: unknown): Claim | undefined {
    return this.#claims.length === 0 ? undefined : this.#claims.find(({ draft }) => draft === item)
  }

  #claimBlock(pool: OutputPool): number {
    let index = 0
    for (const { lanes } of this.queues) {
      for (const lane of lanes) {
        const head = lane.head()
        let reclaimed = this.#reclaimed[index] as number
        for (; (reclaimed | 0) !== head; reclaimed += 1) pool.blocks.release(lane.blockAt(reclaimed))
        this.#reclaimed[index] = reclaimed
        index += 1
      }
    }
    return pool.blocks.claim()
  }

  /** All puts of the firing become part of the commit. `boundUs`: no later firing puts anything earlier than this. */
  commit(boundUs: number): void {
    this.#committedTicket = this.nextTicket
    const frontierUs = Math.max(this.#stagedFrontierUs, boundUs)
    if (frontierUs > this.frontierUs) this.frontierUs = frontierUs
    this.#stagedFrontierUs = this.frontierUs
    if (this.#claims.length > 0) this.#dropClaims()
  }

  /** Forgets all puts of the firing. */
  rollback(): void {
    for (const { lanes, routeLanes } of this.queues) {
      for (const lane of lanes) {
        if (this.pool !== undefined)
          for (let position = lane.tail; position < lane.staged; position += 1)
            this.pool.blocks.release(lane.blockAt(position))
        lane.unstage()
      }
      for (const lane of routeLanes) lane.unstage()
    }
    this.nextTicket = this.#committedTicket
    this.#stagedFrontierUs = this.frontierUs
    this.#dropClaims()
  }

  #dropClaims(): void {
    for (const { block } of this.#claims) this.pool?.blocks.release(block)
    this.#claims.length = 0
  }

  /** Goes on from a record. Which blocks are in use is counted again from what lies between heads and tails. */
  resume(nextTicket: number, frontierUs: number): void {
    this.nextTicket = nextTicket
    this.#committedTicket = nextTicket
    this.frontierUs = frontierUs
    this.#stagedFrontierUs = frontierUs
    this.#claims.length = 0
    this.pool?.blocks.clear()
    let index = 0
    for (const { lanes } of this.queues) {
      for (const lane of lanes) {
        const fill = (lane.tail - lane.head()) | 0
        this.#reclaimed[index] = lane.tail - fill
        index += 1
        if (this.pool !== undefined)
          for (let position = lane.tail - fill; position < lane.tail; position += 1)
            this.pool.blocks.retain(lane.blockAt(position))
      }
    }
  }
}

/** Full as a whole only when no lane has space: the next ticket goes to the least filled one. */
function isFull(lanes: readonly LaneWriter[]): boolean {
  for (let index = 0; index < lanes.length; index += 1) if (!(lanes[index] as LaneWriter).isFull()) return false
  return true
}
