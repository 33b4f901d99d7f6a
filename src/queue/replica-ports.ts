/**
 * All that one replica holds in the segment: its input and output ports and its record. Here is the core protocol: a
 * firing becomes visible by one flip, and what follows the flip can be done again by anyone, as often as needed.
 *
 * Commit:  1 write the whole spare record   2 flip   3 publish what the record says   4 wake those who wait for it
 *
 * Killed before 2, the replica has done nothing: what it staged lies behind its tails. Killed after 2, its successor does
 * 3 and 4 from the record; everything that 3 stores is absolute, so doing it twice, or half and then whole, is harmless.
 */
import { StateTooLargeError } from '../errors/state-errors.ts'
import type { Plan, PlannedReplica } from '../graph/plan.ts'
import { BlockPool } from '../memory/block-pool.ts'
import { crashPoint } from '../memory/crash-point.ts'
import { Doorbell } from '../memory/doorbell.ts'
import { LaneReader, LaneWriter } from '../memory/lane.ts'
import { RecordPair } from '../memory/record.ts'
import {
  COMMITS,
  DOORBELL,
  FINISHED,
  FIRINGS,
  PHASE,
  Phase,
  type RecordLayout,
  recordLayout,
  STATE_BYTES,
} from '../memory/record-layout.ts'
import type { Region } from '../memory/region.ts'
import type { Segment } from '../memory/segment.ts'
import type { Message } from '../message/message.ts'
import { DigestedInput, digestFileOf } from './digested-input.ts'
import type { InputLane, InputPort } from './input-port.ts'
import { MergingInput } from './merging-input.ts'
import { type OutputPool, OutputPort } from './output-port.ts'
import { SingleInput } from './single-input.ts'

/** Finds the message of a port; the plan only knows digests. */
export type MessageOf = (worker: string, port: string) => Message

/** A lane end together with the doorbell of whoever is on the other end. */
interface Neighbour<Lane> {
  readonly lane: Lane
  readonly bell: Doorbell
}

export class ReplicaPorts {
  readonly inputs: readonly InputPort[]
  readonly outputs: readonly OutputPort[]
  readonly bell: Doorbell
  /** Firings committed or given up so far: the number of the next one. */
  firings = 0
  phase: number = Phase.running
  /** Consumed items, per input port, that were let go without being used, and that were given up. */
  readonly dropped: Float64Array
  readonly deadLettered: Float64Array
  readonly #layout: RecordLayout
  readonly #record: RecordPair
  readonly #readers: readonly Neighbour<LaneReader>[]
  readonly #writers: readonly Neighbour<LaneWriter>[]
  readonly #writerPort: readonly number[]
  readonly #isTimed: boolean
  readonly #carriesTickets: boolean
  readonly #where: string
  #commits = 0
  #finishedTicket = -1
  #snapshot: (() => Uint8Array) | undefined

  constructor(segment: Segment, plan: Plan, replica: PlannedReplica, messageOf: MessageOf) {
    const control = segment.region(0, plan.controlBytes)
    const worker = plan.workers[replica.worker] as Plan['workers'][number]
    const bellOf = (id: number) => doorbellOf(segment, plan, id)
    const laneOf = (index: number) => plan.lanes[index] as Plan['lanes'][number]
    const place = (index: number) => {
      const lane = laneOf(index)
      const ring = segment.region(lane.ringByteOffset, ringBytes(lane))
      return {
        words: control.i32,
        wordsByteOffset: lane.wordsByteOffset,
        ring,
        slots: lane.slots,
        slotBytes: lane.slotBytes,
      }
    }
    const readers: Neighbour<LaneReader>[] = []
    const writers: Neighbour<LaneWriter>[] = []
    const writerPort: number[] = []
    const reader = (index: number): LaneReader => {
      const lane = new LaneReader(place(index))
      readers.push({ lane, bell: bellOf(laneOf(index).writer) })
      return lane
    }
    const writer = (index: number, port: number): LaneWriter => {
      const lane = new LaneWriter(place(index))
      writers.push({ lane, bell: bellOf(laneOf(index).reader) })
      writerPort.push(port)
      return lane
    }

    this.inputs = replica.inputs.map((input): InputPort => {
      const queue = plan.queues[input.queue] as Plan['queues'][number]
      const message = messageOf(worker.name, input.port)
      const lanes = input.lanes.map((index): InputLane => {
        const poolIndex = laneOf(index).pool
        const pool = poolIndex === null ? undefined : poolView(segment, plan, poolIndex)
        return { reader: reader(index), pool }
      })
      const port =
        input.routeLane === null
          ? new SingleInput({
              name: input.port,
              message,
              lane: lanes[0] as InputLane,
              timeField: queue.timeField,
              writerFinishesTickets: plan.replicas[laneOf(input.lanes[0] as number).writer]?.carriesTickets ?? false,
            })
          : new MergingInput(input.port, message, lanes, reader(input.routeLane), queue.timeField)
      const digests = digestFileOf(plan, replica, input)
      if (digests === undefined) return port
      return new DigestedInput(port, digests, () => lanes.reduce((sum, lane) => sum + lane.reader.position, 0))
    })
    this.outputs = replica.outputs.map((output, port): OutputPort => {
      const queues = output.queues.map(({ queue, lanes, routeLanes }) => ({
        queue,
        lanes: lanes.map((index) => writer(index, port)),
        routeLanes: routeLanes.map((index) => writer(index, port)),
      }))
      let pool: OutputPool | undefined
      if (output.pool !== null) {
        const view = poolView(segment, plan, output.pool)
        pool = { ...view, blocks: new BlockPool((plan.pools[output.pool] as Plan['pools'][number]).blocks) }
      }
      return new OutputPort({
        worker: worker.name,
        name: output.port,
        message: messageOf(worker.name, output.port),
        queues,
        pool,
        putsMax: worker.maxPutsPerFiring,
        timeField: output.timeField,
      })
    })
    this.#isTimed = this.outputs.some((output) => output.isTimed)
    for (const output of this.outputs) output.promisedUs = () => this.#promise()
    this.#readers = readers
    this.#writers = writers
    this.#writerPort = writerPort
    this.#layout = recordLayout(replica.shape)
    this.#record = new RecordPair(control, replica.blockByteOffset, this.#layout)
    this.bell = bellOf(replica.id)
    this.dropped = new Float64Array(replica.inputs.length)
    this.deadLettered = new Float64Array(replica.inputs.length)
    this.#carriesTickets = replica.carriesTickets
    this.#where = `${worker.name}/${replica.number}`
  }

  /** What `snapshot` gives is part of every commit from now on. */
  keepState(snapshot: () => Uint8Array): void {
    this.#snapshot = snapshot
  }

  /**
   * Takes up the committed record, of this replica's last incarnation or the initial one: publishes it, wakes all
   * neighbours, since the death may have come between the flip and either, and counts the used blocks again.
   */
  resume(): void {
    this.rewind()
    this.#publish()
    for (const { bell } of this.#readers) bell.ring()
    for (const { bell } of this.#writers) bell.ring()
  }

  /** Forgets everything since the last commit, also what was taken from the inputs. */
  rewind(): void {
    this.#record.refresh()
    const record = this.#record.current()
    const layout = this.#layout
    this.#commits = record[COMMITS] as number
    this.firings = record[FIRINGS] as number
    this.phase = record[PHASE] as number
    this.#finishedTicket = record[FINISHED] as number
    for (const [index, { lane }] of this.#readers.entries()) lane.resume(record[layout.heads + index] as number)
    for (const [index, { lane }] of this.#writers.entries()) lane.resume(record[layout.tails + index] as number)
    for (const input of this.inputs) input.resume(this.#finishedTicket)
    this.dropped.set(record.subarray(layout.dropped, layout.dropped + this.inputs.length))
    this.deadLettered.set(record.subarray(layout.deadLettered, layout.deadLettered + this.inputs.length))
    for (const [index, output] of this.outputs.entries())
      output.resume(record[layout.tickets + index] as number, record[layout.frontiersUs + index] as number)
  }

  /** Nothing more will be consumed or put here. */
  close(): void {
    for (const input of this.inputs) if (input instanceof DigestedInput) input.close()
  }

  /** The committed state snapshot, or undefined when none was committed yet. */
  committedState(): Uint8Array | undefined {
    const bytes = this.#record.current()[STATE_BYTES] as number
    return bytes === 0 ? undefined : this.#record.currentState().subarray(0, bytes)
  }

  /** Puts staged since the last commit are forgotten. */
  rollback(): void {
    for (const output of this.outputs) output.rollback()
  }

  /** Makes everything since the last commit final: what was consumed, put, counted and remembered. */
  commit(): void {
    // First what can throw: a snapshot goes behind the spare record, where nobody looks.
    const stateBytes = this.#snapshot === undefined ? 0 : this.#writeState(this.#snapshot())
    if (this.outputs.length > 0) this.#commitOutputs()
    this.#commits += 1
    if (this.#carriesTickets) this.#finishedTicket = this.#finished()
    const layout = this.#layout
    const record = this.#record.spare()
    record[COMMITS] = this.#commits
    record[FIRINGS] = this.firings
    record[PHASE] = this.phase
    record[FINISHED] = this.#finishedTicket
    for (let index = 0; index < this.#readers.length; index += 1)
      record[layout.heads + index] = (this.#readers[index] as Neighbour<LaneReader>).lane.position
    for (let index = 0; index < this.inputs.length; index += 1) {
      record[layout.dropped + index] = this.dropped[index] as number
      record[layout.deadLettered + index] = this.deadLettered[index] as number
    }
    crashPoint('record half written')
    for (let index = 0; index < this.#writers.length; index += 1)
      record[layout.tails + index] = (this.#writers[index] as Neighbour<LaneWriter>).lane.commit()
    for (let index = 0; index < this.outputs.length; index += 1) {
      const output = this.outputs[index] as OutputPort
      record[layout.tickets + index] = output.nextTicket
      record[layout.frontiersUs + index] = output.frontierUs
    }
    record[STATE_BYTES] = stateBytes
    crashPoint('record written')
    this.#record.flip()
    crashPoint('flipped')
    this.#publish()
  }

  #commitOutputs(): void {
    const { outputs } = this
    const boundUs = this.#isTimed ? this.#promise() : Number.NEGATIVE_INFINITY
    for (let index = 0; index < outputs.length; index += 1) (outputs[index] as OutputPort).commit(boundUs)
  }

  #writeState(state: Uint8Array): number {
    const room = this.#record.spareState()
    if (state.length > room.length) throw new StateTooLargeError(this.#where, state.length, room.length)
    room.set(state)
    return state.length
  }

  /** Stores what the record says and wakes whoever it concerns. Tails come before all that speaks about them. */
  #publish(): void {
    const closed = this.phase !== Phase.running
    const writers = this.#writers
    for (let index = 0; index < writers.length; index += 1) {
      const { lane, bell } = writers[index] as Neighbour<LaneWriter>
      const output = this.outputs[this.#writerPort[index] as number] as OutputPort
      let changed = lane.publishTail()
      if (this.#carriesTickets && lane.publishFinishedTicket(this.#finishedTicket)) changed = true
      if (output.isTimed && lane.publishFrontier(output.frontierUs)) changed = true
      if (closed && lane.publishClosed()) changed = true
      if (!changed) continue
      crashPoint('published')
      bell.ringIfWaiting()
    }
    const readers = this.#readers
    for (let index = 0; index < readers.length; index += 1) {
      const { lane, bell } = readers[index] as Neighbour<LaneReader>
      if (!lane.publishHead()) continue
      crashPoint('published')
      bell.ringIfWaiting()
    }
  }

  /**
   * True when the neighbours would learn something from a commit without a firing: time has moved on without an item, tickets
   * brought nothing, or route entries can be given back.
   */
  hasSilentProgress(): boolean {
    if (this.#carriesTickets && this.#finished() !== this.#finishedTicket) return true
    let progress = false
    for (const input of this.inputs) if (input.releaseSilentTickets()) progress = true
    if (progress || !this.#isTimed || this.promisingInput === undefined) return progress
    const bound = this.#promise()
    return this.outputs.some((output) => output.isTimed && output.frontierUs < bound)
  }

  #finished(): number {
    return (this.inputs[0] as InputPort).finishedTicket()
  }

  /** The earliest time that any later firing of this replica can put, as far as its inputs promise it. */
  #promise(): number {
    return this.promisingInput === undefined ? Number.NEGATIVE_INFINITY : this.promisingInput.earliestTime(0)
  }

  /** The input whose times bound the times of the outputs; undefined where only puts tell the time. */
  promisingInput: { earliestTime(ahead: number): number } | undefined
}

export function doorbellOf(segment: Segment, plan: Plan, replica: number): Doorbell {
  const block = (plan.replicas[replica] as PlannedReplica).blockByteOffset
  return new Doorbell(segment, segment.region(0, plan.controlBytes).i32, block + DOORBELL)
}

function ringBytes(lane: Plan['lanes'][number]): number {
  return Math.ceil((lane.slots * lane.slotBytes) / 8) * 8
}

function poolView(
  segment: Segment,
  plan: Plan,
  pool: number,
): { readonly region: Region; readonly blockBytes: number } {
  const { byteOffset, blocks, blockBytes } = plan.pools[pool] as Plan['pools'][number]
  return { region: segment.region(byteOffset, blocks * blockBytes), blockBytes }
}
