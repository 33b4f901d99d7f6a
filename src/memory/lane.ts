/**
 * A lane is a queue's path from one writer replica to one reader replica: a single-producer single-consumer ring without
 * any compare-exchange. Both sides count positions from 0 in a double and publish them truncated to 32 bits.
 *
 * What each side does before its commit (staging, reading ahead) happens behind its own positions, where the other never
 * looks; `publish…` makes committed positions visible and may be repeated by a successor: all words are absolute.
 */
import { crashPoint } from './crash-point.ts'
import {
  CAPACITY,
  CLOSED,
  FINISHED_TICKET,
  FRONTIER_HIGH,
  FRONTIER_LOW,
  FRONTIER_SEQUENCE,
  HEAD,
  SLOT_BLOCK,
  SLOT_TICKET,
  TAIL,
} from './lane-layout.ts'
import type { Region } from './region.ts'
import { distance, load, publish } from './words.ts'

const halves = new Int32Array(2)
const whole = new Float64Array(halves.buffer)

/** Where a lane lies. Offsets are bytes from the segment's start. */
export interface LanePlace {
  readonly words: Int32Array
  readonly wordsByteOffset: number
  readonly ring: Region
  readonly slots: number
  readonly slotBytes: number
}

export class LaneWriter {
  readonly ring: Region
  /** Committed position: items put since the run began. */
  tail = 0
  /** Position of the next put; `staged - tail` items are written and not yet committed. */
  staged = 0
  readonly #words: Int32Array
  readonly #ringWords: Int32Array
  readonly #mask: number
  readonly #slotBytes: number
  readonly #tail: number
  readonly #finishedTicket: number
  readonly #closed: number
  readonly #frontierSequence: number
  readonly #frontierLow: number
  readonly #frontierHigh: number
  readonly #head: number
  readonly #capacity: number
  #lastHead = 0
  #lastCapacity = 0
  // What was published last; not-a-number until then, so that a successor publishes everything once.
  #publishedTail = Number.NaN
  #publishedFinishedTicket = Number.NaN
  #publishedFrontierUs = Number.NaN
  #publishedClosed = false

  constructor(place: LanePlace) {
    const at = (field: number) => (place.wordsByteOffset + field) >> 2
    this.ring = place.ring
    this.#words = place.words
    this.#ringWords = place.ring.i32
    this.#mask = place.slots - 1
    this.#slotBytes = place.slotBytes
    this.#tail = at(TAIL)
    this.#finishedTicket = at(FINISHED_TICKET)
    this.#closed = at(CLOSED)
    this.#frontierSequence = at(FRONTIER_SEQUENCE)
    this.#frontierLow = at(FRONTIER_LOW)
    this.#frontierHigh = at(FRONTIER_HIGH)
    this.#head = at(HEAD)
    this.#capacity = at(CAPACITY)
  }

  /**
   * True while no further firing may put here. Looks at the words of reader and supervisor only when their last known values say
   * full: both only ever grow.
   */
  isFull(): boolean {
    if (distance(this.staged | 0, this.#lastHead) < this.#lastCapacity) return false
    this.#lastCapacity = load(this.#words, this.#capacity)
    this.#lastHead = this.head()
    return distance(this.staged | 0, this.#lastHead) >= this.#lastCapacity
  }

  fill(): number {
    return distance(this.staged | 0, this.head())
  }

  head(): number {
    // SYNC: consumed slots free for reuse
    return load(this.#words, this.#head)
  }

  slotByteOffset(position: number): number {
    return (position & this.#mask) * this.#slotBytes
  }

  /** Byte offset in `ring` of the slot that the next `stage` takes; its payload is written first. */
  nextSlotByteOffset(): number {
    return (this.staged & this.#mask) * this.#slotBytes
  }

  /** Takes the next slot, with a number for the item and a block (or another word, where the payload is inline). */
  stage(ticket: number, block: number): void {
    const slot = (this.staged & this.#mask) * this.#slotBytes
    this.#ringWords[(slot + SLOT_TICKET) >> 2] = ticket
    this.#ringWords[(slot + SLOT_BLOCK) >> 2] = block
    this.staged += 1
  }

  /** The block that the slot at `position` refers to. */
  blockAt(position: number): number {
    return this.#ringWords[(this.slotByteOffset(position) + SLOT_BLOCK) >> 2] as number
  }

  /** What was staged becomes part of the next record. Returns the tail. */
  commit(): number {
    this.tail = this.staged
    return this.tail
  }

  /** Forgets what was staged since the last commit. */
  unstage(): void {
    this.staged = this.tail
  }

  /** Returns whether there was anything new to publish; so do the other `publish…` of both sides. */
  publishTail(): boolean {
    if (this.tail === this.#publishedTail) return false
    this.#publishedTail = this.tail
    // SYNC: item bytes visible to the reader
    publish(this.#words, this.#tail, this.tail | 0)
    crashPoint('tail published')
    return true
  }

  publishFinishedTicket(ticket: number): boolean {
    if (ticket === this.#publishedFinishedTicket) return false
    this.#publishedFinishedTicket = ticket
    // SYNC: all items of finished tickets are behind the tail
    publish(this.#words, this.#finishedTicket, ticket | 0)
    crashPoint('finished ticket published')
    return true
  }

  /** No item with a time below `frontierUs` will follow. */
  publishFrontier(frontierUs: number): boolean {
    if (frontierUs === this.#publishedFrontierUs) return false
    this.#publishedFrontierUs = frontierUs
    whole[0] = frontierUs
    const sequence = load(this.#words, this.#frontierSequence) | 1
    publish(this.#words, this.#frontierSequence, sequence)
    publish(this.#words, this.#frontierLow, halves[0] as number)
    crashPoint('frontier half published')
    publish(this.#words, this.#frontierHigh, halves[1] as number)
    // SYNC: both halves of the frontier belong together
    publish(this.#words, this.#frontierSequence, (sequence + 1) | 0)
    crashPoint('frontier published')
    return true
  }

  publishClosed(): boolean {
    if (this.#publishedClosed) return false
    this.#publishedClosed = true
    // SYNC: the last item is behind the tail when the lane is closed
    publish(this.#words, this.#closed, 1)
    crashPoint('closed published')
    return true
  }

  /** Takes over the committed position of a predecessor, whose tail may or may not have been published. */
  resume(tail: number): void {
    this.tail = tail
    this.staged = tail
    this.#lastHead = this.head()
  }
}

export class LaneReader {
  readonly ring: Region
  /** Position of the next item to consume. What lies before it may be overwritten once this is committed and published. */
  position = 0
  readonly #words: Int32Array
  readonly #ringWords: Int32Array
  readonly #mask: number
  readonly #slotBytes: number
  readonly #tail: number
  readonly #finishedTicket: number
  readonly #closed: number
  readonly #frontierSequence: number
  readonly #frontierLow: number
  readonly #frontierHigh: number
  readonly #head: number
  #lastTail = 0
  #lastFrontierUs = Number.NEGATIVE_INFINITY
  #publishedHead = Number.NaN

  constructor(place: LanePlace) {
    const at = (field: number) => (place.wordsByteOffset + field) >> 2
    this.ring = place.ring
    this.#words = place.words
    this.#ringWords = place.ring.i32
    this.#mask = place.slots - 1
    this.#slotBytes = place.slotBytes
    this.#tail = at(TAIL)
    this.#finishedTicket = at(FINISHED_TICKET)
    this.#closed = at(CLOSED)
    this.#frontierSequence = at(FRONTIER_SEQUENCE)
    this.#frontierLow = at(FRONTIER_LOW)
    this.#frontierHigh = at(FRONTIER_HIGH)
    this.#head = at(HEAD)
  }

  /** True when the item at `position` has arrived. Looks at the writer's word only when its last known value says no. */
  has(position: number): boolean {
    if (distance(this.#lastTail, position | 0) > 0) return true
    // SYNC: item bytes visible to the reader
    this.#lastTail = load(this.#words, this.#tail)
    return distance(this.#lastTail, position | 0) > 0
  }

  /** Indication only: how many items lie between `position` and the tail. */
  available(position: number): number {
    this.#lastTail = load(this.#words, this.#tail)
    return distance(this.#lastTail, position | 0)
  }

  /** Load this before `has`: closed and then nothing there means that nothing will come. */
  isClosed(): boolean {
    // SYNC: the last item is behind the tail when the lane is closed
    return load(this.#words, this.#closed) !== 0
  }

  /** Load this before `has`: finished and then nothing there means that the ticket has no further item. */
  finishedTicket(): number {
    // SYNC: all items of finished tickets are behind the tail
    return load(this.#words, this.#finishedTicket)
  }

  /**
   * No item with a time below this will follow. Load it before `has`. A writer that died while it wrote the two halves
   * leaves the sequence odd: then the last value seen still holds, until its successor has published again.
   */
  frontierUs(): number {
    // SYNC: both halves of the frontier belong together
    const sequence = load(this.#words, this.#frontierSequence)
    if ((sequence & 1) === 1 || sequence === 0) return this.#lastFrontierUs
    const low = load(this.#words, this.#frontierLow)
    const high = load(this.#words, this.#frontierHigh)
    if (load(this.#words, this.#frontierSequence) !== sequence) return this.#lastFrontierUs
    halves[0] = low
    halves[1] = high
    this.#lastFrontierUs = whole[0] as number
    return this.#lastFrontierUs
  }

  slotByteOffset(position: number): number {
    return (position & this.#mask) * this.#slotBytes
  }

  ticketAt(position: number): number {
    return this.#ringWords[(this.slotByteOffset(position) + SLOT_TICKET) >> 2] as number
  }

  blockAt(position: number): number {
    return this.#ringWords[(this.slotByteOffset(position) + SLOT_BLOCK) >> 2] as number
  }

  publishHead(): boolean {
    if (this.position === this.#publishedHead) return false
    this.#publishedHead = this.position
    // SYNC: consumed slots free for reuse
    publish(this.#words, this.#head, this.position | 0)
    crashPoint('head published')
    return true
  }

  resume(position: number): void {
    this.position = position
    this.#lastTail = load(this.#words, this.#tail)
  }
}
