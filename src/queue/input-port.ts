/**
 * A worker's end of an input queue. Items are addressed by how far they lie ahead: 0 is the next one to consume. Looking ahead
 * and consuming change nothing that anyone else sees until the replica commits.
 */

import type { LaneReader } from '../memory/lane.ts'
import { SLOT_PAYLOAD } from '../memory/lane-layout.ts'
import type { Region } from '../memory/region.ts'
import type { Message, TimeReader } from '../message/message.ts'

/** A lane with the place where its payloads lie. */
export interface InputLane {
  readonly reader: LaneReader
  /** The writer's pool, or undefined where payloads lie in the slots. */
  readonly pool: { readonly region: Region; readonly blockBytes: number } | undefined
}

export interface InputPort {
  readonly name: string
  readonly message: Message
  /** True when the item `ahead` places on has arrived. */
  has(ahead: number): boolean
  /** True when the item `ahead` places on will never come. Final. */
  isExhausted(ahead: number): boolean
  ticketAt(ahead: number): number
  timeAt(ahead: number): number
  /** The earliest time that the item `ahead` places on can have, whether or not it has arrived. */
  earliestTime(ahead: number): number
  /** Everything up to this ticket has been consumed or has produced nothing. */
  finishedTicket(): number
  /** A view of its own for each role that an item of this port can play in a firing. */
  viewer(): Viewer
  consume(count: number): void
  /** Gives back route entries of tickets that brought no item. True when there were enough of them to be worth a commit. */
  releaseSilentTickets(): boolean
  /** Takes up what its lanes' positions say was consumed, by this replica or its predecessor. */
  resume(finishedTicket: number): void
}

export interface Viewer {
  at(ahead: number): unknown
}

/** Reads payloads of several lanes through one reader per lane. */
export class LaneViews {
  readonly #readers: readonly { at(byteOffset: number): unknown }[]
  readonly #lanes: readonly InputLane[]

  constructor(message: Message, lanes: readonly InputLane[]) {
    this.#lanes = lanes
    this.#readers = lanes.map((lane) => message.reader(payloadRegion(lane)))
  }

  at(lane: number, position: number): unknown {
    return (this.#readers[lane] as { at(byteOffset: number): unknown }).at(
      payloadByteOffset(this.#lanes[lane] as InputLane, position),
    )
  }
}

export function payloadRegion(lane: InputLane): Region {
  return lane.pool?.region ?? lane.reader.ring
}

export function payloadByteOffset(lane: InputLane, position: number): number {
  return lane.pool === undefined
    ? lane.reader.slotByteOffset(position) + SLOT_PAYLOAD
    : lane.reader.blockAt(position) * lane.pool.blockBytes
}

export function timeReaderOf(message: Message, field: string | null): TimeReader | undefined {
  return field === null ? undefined : message.timeReader(field)
}
