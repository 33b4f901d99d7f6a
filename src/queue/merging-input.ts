/**
 * An input queue with several writers, the replicas of a section, merged into the order in which the section's head dealt the
 * tickets out. The route lane says, ticket by ticket, to which replica each went. Ticket t is over when its lane says so
 * (`finishedTicket >= t`) and holds no further item of it: no output, many outputs, dead letters and slow replicas are then
 * one and the same case, and no clock is involved.
 */

import type { LaneReader } from '../memory/lane.ts'
import { SLOT_PAYLOAD } from '../memory/lane-layout.ts'
import { distance } from '../memory/words.ts'
import type { Message, TimeReader } from '../message/message.ts'
import {
  type InputLane,
  type InputPort,
  LaneViews,
  payloadByteOffset,
  payloadRegion,
  timeReaderOf,
  type Viewer,
} from './input-port.ts'

/** An item that has been found and not yet consumed. */
interface Found {
  readonly lane: number
  readonly position: number
  /** The route position, equal to the ticket, under which it was found. */
  readonly ticket: number
}

/** Tickets without items that may pass before their route entries are given back by a commit of their own. */
const SILENT_TICKETS_MAX = 64

export class MergingInput implements InputPort {
  readonly name: string
  readonly message: Message
  readonly #lanes: readonly InputLane[]
  readonly #route: LaneReader
  readonly #time: TimeReader | undefined
  readonly #found: Found[] = []
  /** Per lane, the position behind the last item that was found. */
  readonly #cursors: number[]
  /** The ticket that is being looked through. */
  #ticket: number

  constructor(
    name: string,
    message: Message,
    lanes: readonly InputLane[],
    route: LaneReader,
    timeField: string | null,
  ) {
    this.name = name
    this.message = message
    this.#lanes = lanes
    this.#route = route
    this.#time = timeReaderOf(message, timeField)
    this.#cursors = lanes.map((lane) => lane.reader.position)
    this.#ticket = route.position
  }

  has(ahead: number): boolean {
    while (this.#found.length <= ahead) if (!this.#findNext()) return false
    return true
  }

  #findNext(): boolean {
    while (this.#route.has(this.#ticket)) {
      const laneIndex = this.#route.blockAt(this.#ticket)
      const { reader } = this.#lanes[laneIndex] as InputLane
      const cursor = this.#cursors[laneIndex] as number
      const isFinished = reader.isClosed() || distance(reader.finishedTicket(), this.#ticket | 0) >= 0
      const hasItem = reader.has(cursor)
      if (hasItem && reader.ticketAt(cursor) === (this.#ticket | 0)) {
        this.#found.push({ lane: laneIndex, position: cursor, ticket: this.#ticket })
        this.#cursors[laneIndex] = cursor + 1
        return true
      }
      if (!isFinished && !hasItem) return false
      this.#ticket += 1
    }
    return false
  }

  isExhausted(ahead: number): boolean {
    const closed = this.#route.isClosed()
    return !this.has(ahead) && closed && !this.#route.has(this.#ticket)
  }

  ticketAt(ahead: number): number {
    return (this.#found[ahead] as Found).ticket | 0
  }

  timeAt(ahead: number): number {
    if (this.#time === undefined) return Number.NEGATIVE_INFINITY
    const { lane, position } = this.#found[ahead] as Found
    const input = this.#lanes[lane] as InputLane
    return this.#time(payloadRegion(input), payloadByteOffset(input, position))
  }

  earliestTime(ahead: number): number {
    if (this.isExhausted(ahead)) return Number.POSITIVE_INFINITY
    const frontierUs = this.#route.frontierUs()
    if (this.has(ahead)) return this.timeAt(ahead)
    return this.#route.has(this.#ticket) ? this.#routeTime(this.#ticket) : frontierUs
  }

  /** A replica puts nothing that is earlier than the input it got, so a ticket's own time bounds what may still come of it. */
  #routeTime(ticket: number): number {
    return this.#route.ring.f64[(this.#route.slotByteOffset(ticket) + SLOT_PAYLOAD) >> 3] as number
  }

  finishedTicket(): number {
    return this.#ticket - 1
  }

  viewer(): Viewer {
    const views = new LaneViews(this.message, this.#lanes)
    return {
      at: (ahead) => {
        const { lane, position } = this.#found[ahead] as Found
        return views.at(lane, position)
      },
    }
  }

  consume(count: number): void {
    for (const { lane, position } of this.#found.splice(0, count))
      (this.#lanes[lane] as InputLane).reader.position = position + 1
    this.#route.position = this.#found[0]?.ticket ?? this.#ticket
  }

  releaseSilentTickets(): boolean {
    if (this.#found.length > 0 || this.#ticket - this.#route.position < SILENT_TICKETS_MAX) return false
    this.#route.position = this.#ticket
    return true
  }

  resume(): void {
    this.#found.length = 0
    for (const [index, lane] of this.#lanes.entries()) this.#cursors[index] = lane.reader.position
    this.#ticket = this.#route.position
  }
}
