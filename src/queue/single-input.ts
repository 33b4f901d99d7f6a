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

/** An input queue with one writer: its lane's order is the queue's order. */
export class SingleInput implements InputPort {
  readonly name: string
  readonly message: Message
  readonly #lane: InputLane
  readonly #time: TimeReader | undefined
  /** Whether the writer says itself up to which ticket it has finished; if not, each of its items has a ticket of its own. */
  readonly #writerFinishesTickets: boolean
  #lastConsumedTicket = -1

  constructor(options: {
    readonly name: string
    readonly message: Message
    readonly lane: InputLane
    readonly timeField: string | null
    readonly writerFinishesTickets: boolean
  }) {
    const { name, message, lane, timeField } = options
    this.name = name
    this.message = message
    this.#lane = lane
    this.#time = timeReaderOf(message, timeField)
    this.#writerFinishesTickets = options.writerFinishesTickets
  }

  has(ahead: number): boolean {
    const { reader } = this.#lane
    return reader.has(reader.position + ahead)
  }

  isExhausted(ahead: number): boolean {
    const closed = this.#lane.reader.isClosed()
    return !this.has(ahead) && closed
  }

  ticketAt(ahead: number): number {
    const { reader } = this.#lane
    return reader.ticketAt(reader.position + ahead)
  }

  timeAt(ahead: number): number {
    const { reader } = this.#lane
    if (this.#time === undefined) return Number.NEGATIVE_INFINITY
    return this.#time(payloadRegion(this.#lane), payloadByteOffset(this.#lane, reader.position + ahead))
  }

  earliestTime(ahead: number): number {
    if (this.isExhausted(ahead)) return Number.POSITIVE_INFINITY
    const frontierUs = this.#lane.reader.frontierUs()
    return this.has(ahead) ? this.timeAt(ahead) : frontierUs
  }

  finishedTicket(): number {
    const finished = this.#lane.reader.finishedTicket()
    if (this.has(0)) return (this.ticketAt(0) - 1) | 0
    // A writer within the section may put further items of the ticket that was consumed last, in a firing of its own.
    return this.#writerFinishesTickets ? finished : this.#lastConsumedTicket
  }

  viewer(): Viewer {
    const views = new LaneViews(this.message, [this.#lane])
    const { reader } = this.#lane
    return { at: (ahead) => views.at(0, reader.position + ahead) }
  }

  consume(count: number): void {
    if (count === 0) return
    this.#lastConsumedTicket = this.ticketAt(count - 1)
    this.#lane.reader.position += count
  }

  releaseSilentTickets(): boolean {
    return false
  }

  /** After a predecessor's death: what it had consumed is what its record says. */
  resume(finishedTicket: number): void {
    this.#lastConsumedTicket = finishedTicket
  }
}
