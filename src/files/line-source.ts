import { closeSync, openSync, readSync } from 'node:fs'
import { InputFileError } from '../errors/firing-errors.ts'
import { messageOf } from '../errors/kahnveyor-error.ts'
import { defineWorker, end, type WorkerDefinition } from '../graph/define-worker.ts'
import type { Message, PuttableOf } from '../message/message.ts'
import type { FileArgs, ItemsPort } from './file-sinks.ts'

/** The longest line that is read; a longer one is a file of another kind. */
const LINE_BYTES_MAX = 16 * 2 ** 20
const READ_BYTES = 64 * 1024
const LINE_END = 0x0a

/**
 * A source that puts one item per line of a file. What it keeps is where the next line begins, so a replacement goes on at the
 * line that was not committed: nothing is lost or read twice. `parse` makes the item of a line; `undefined` skips the line.
 */
export function lineSource<M extends Message>(
  moduleUrl: string,
  message: M,
  parse: (line: string, number: number) => PuttableOf<M> | undefined,
): WorkerDefinition<FileArgs, Readonly<Record<never, never>>, ItemsPort<M>> {
  return defineWorker(moduleUrl, {
    outputs: { items: message as Message },
    setup: ({ path }: FileArgs) => new LineReader(path),
    state: {
      maxBytes: 64,
      snapshot: (lines) => lines.place,
      restore: (lines, place) => lines.seek(place),
    },
    fire: (lines, out) => {
      const line = lines.next()
      if (line === undefined) return end
      const item = parse(line, lines.place.line - 1)
      if (item !== undefined) out.items.put(item)
    },
    teardown: (lines) => lines.close(),
  }) as WorkerDefinition<FileArgs, Readonly<Record<never, never>>, ItemsPort<M>>
}

interface Place {
  /** Where the next line begins. */
  readonly byte: number
  /** Its number, from 1. */
  readonly line: number
}

class LineReader {
  readonly #path: string
  readonly #file: number
  #place: Place = { byte: 0, line: 1 }
  #ahead: Buffer = Buffer.alloc(0)

  constructor(path: string) {
    this.#path = path
    try {
      this.#file = openSync(path, 'r')
    } catch (cause) {
      throw new InputFileError(path, messageOf(cause), cause)
    }
  }

  get place(): Place {
    return this.#place
  }

  seek(place: Place): void {
    this.#place = place
    this.#ahead = Buffer.alloc(0)
  }

  next(): string | undefined {
    for (;;) {
      const stop = this.#ahead.indexOf(LINE_END)
      if (stop >= 0) return this.#take(stop, stop + 1)
      const chunk = Buffer.alloc(READ_BYTES)
      const bytes = this.#read(chunk)
      if (bytes === 0) return this.#ahead.length === 0 ? undefined : this.#take(this.#ahead.length, this.#ahead.length)
      this.#ahead = Buffer.concat([this.#ahead, chunk.subarray(0, bytes)])
      if (this.#ahead.length > LINE_BYTES_MAX)
        throw new InputFileError(this.#path, `line ${this.#place.line} is longer than ${LINE_BYTES_MAX} bytes`)
    }
  }

  #read(chunk: Buffer): number {
    try {
      return readSync(this.#file, chunk, 0, chunk.length, this.#place.byte + this.#ahead.length)
    } catch (cause) {
      throw new InputFileError(this.#path, messageOf(cause), cause)
    }
  }

  #take(stop: number, consumed: number): string {
    const line = this.#ahead.toString('utf8', 0, stop)
    this.#ahead = this.#ahead.subarray(consumed)
    this.#place = { byte: this.#place.byte + consumed, line: this.#place.line + 1 }
    return line
  }

  close(): void {
    closeSync(this.#file)
  }
}
