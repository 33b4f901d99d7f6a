/**
 * An input of a run on trial: writes a digest of every item that is consumed into a file, so that two runs can be compared item
 * by item. It is written before the commit and cut at resume to what the record says was consumed, so the file tells neither
 * more nor less than what was committed, whatever was killed when; it needs no state of its own.
 *
 *     item n at byte 16 n:   digest (8 bytes)   ticket (4 bytes, signed)   0 (4 bytes)
 *
 * The digest is one of the decoded value: bytes of a slot that no value uses may differ between equal items.
 */
import { hash } from 'node:crypto'
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { Packr } from 'msgpackr'
import { OutputFileError } from '../errors/firing-errors.ts'
import { messageOf } from '../errors/kahnveyor-error.ts'
import type { Plan, PlannedReplica } from '../graph/plan.ts'
import type { Message } from '../message/message.ts'
import type { InputPort, Viewer } from './input-port.ts'

export const DIGEST_RECORD_BYTES = 16
const DIGEST_BYTES = 8

/** Where the digests of one replica's share of a queue stand. */
export function digestFile(folder: string, queue: number, replica: number): string {
  return join(folder, `${queue}-${replica}.digests`)
}

/** The file for one input, or undefined where the run's trial, if any, does not ask for it. */
export function digestFileOf(
  plan: Plan,
  replica: PlannedReplica,
  input: PlannedReplica['inputs'][number],
): string | undefined {
  const { trial } = plan
  if (trial === null) return undefined
  const isSink = replica.outputs.every(({ queues }) => queues.length === 0)
  return isSink || trial.digests === 'all' ? digestFile(trial.folder, input.queue, replica.number) : undefined
}

const packr = new Packr({ moreTypes: true })

export class DigestedInput implements InputPort {
  readonly name: string
  readonly message: Message
  readonly #input: InputPort
  readonly #viewer: Viewer
  readonly #path: string
  readonly #consumed: () => number
  #file: number | undefined
  #bytes = 0

  /** `consumed` gives how many items the input has consumed by now. */
  constructor(input: InputPort, path: string, consumed: () => number) {
    this.name = input.name
    this.message = input.message
    this.#input = input
    this.#viewer = input.viewer()
    this.#path = path
    this.#consumed = consumed
  }

  consume(count: number): void {
    if (count === 0) return
    const records = Buffer.alloc(count * DIGEST_RECORD_BYTES)
    for (let ahead = 0; ahead < count; ahead += 1) {
      const value = this.message.copy(this.#viewer.at(ahead))
      const start = ahead * DIGEST_RECORD_BYTES
      hash('sha1', packr.pack(value), 'buffer').copy(records, start, 0, DIGEST_BYTES)
      records.writeInt32LE(this.#input.ticketAt(ahead), start + DIGEST_BYTES)
    }
    this.#onFile((file) => {
      for (let done = 0; done < records.length; )
        done += writeSync(file, records, done, records.length - done, this.#bytes + done)
    })
    this.#bytes += records.length
    this.#input.consume(count)
  }

  resume(finishedTicket: number): void {
    this.#input.resume(finishedTicket)
    this.#bytes = this.#consumed() * DIGEST_RECORD_BYTES
    this.#onFile((file) => ftruncateSync(file, this.#bytes))
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file)
    this.#file = undefined
  }

  #onFile(work: (file: number) => void): void {
    try {
      // Opened for appending, Linux would ignore the position of a write.
      this.#file ??= openSync(this.#path, this.#bytes === 0 ? 'w' : 'r+')
      work(this.#file)
    } catch (cause) {
      throw new OutputFileError(this.#path, messageOf(cause), cause)
    }
  }

  has(ahead: number): boolean {
    return this.#input.has(ahead)
  }

  isExhausted(ahead: number): boolean {
    return this.#input.isExhausted(ahead)
  }

  ticketAt(ahead: number): number {
    return this.#input.ticketAt(ahead)
  }

  timeAt(ahead: number): number {
    return this.#input.timeAt(ahead)
  }

  earliestTime(ahead: number): number {
    return this.#input.earliestTime(ahead)
  }

  finishedTicket(): number {
    return this.#input.finishedTicket()
  }

  viewer(): Viewer {
    return this.#input.viewer()
  }

  releaseSilentTickets(): boolean {
    return this.#input.releaseSilentTickets()
  }
}
