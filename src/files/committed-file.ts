/**
 * A file that holds exactly what its worker has committed. Bytes are written before the commit; the committed length is the worker's
 * state; a replacement cuts off what lies behind it and writes those items again. So every item stands in the file
 * once, whatever was killed when. A loss of power is another matter: nothing here waits for the disk.
 */
import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { OutputFileError } from '../errors/firing-errors.ts'
import { messageOf } from '../errors/kahnveyor-error.ts'
import type { StateOptions } from '../graph/define-worker.ts'

export class CommittedFile {
  readonly #path: string
  readonly #file: number
  #bytes = 0
  #isCut = false

  /** Opens or creates the file; what an earlier run left in it is replaced, unless `restore` says that this run wrote it. */
  constructor(path: string) {
    this.#path = path
    try {
      this.#file = openSync(path, 'a+', 0o644)
    } catch (cause) {
      throw new OutputFileError(path, messageOf(cause), cause)
    }
  }

  /** Bytes written so far; the committed length once the firing is committed. */
  get bytes(): number {
    return this.#bytes
  }

  restore(bytes: number): void {
    this.#bytes = bytes
  }

  /** Throws `KV_OUTPUT_FILE` when the disk is full or gone: the item is not to blame, so the system stops instead of giving it up. */
  write(data: Uint8Array): void {
    try {
      if (!this.#isCut) {
        // A pipe or a device has no length to cut.
        if (fstatSync(this.#file).isFile()) ftruncateSync(this.#file, this.#bytes)
        this.#isCut = true
      }
      for (let written = 0; written < data.length; ) written += writeSync(this.#file, data, written)
    } catch (cause) {
      throw new OutputFileError(this.#path, messageOf(cause), cause)
    }
    this.#bytes += data.length
  }

  /** Leaves an empty file where nothing was written at all. */
  close(): void {
    this.write(new Uint8Array(0))
    closeSync(this.#file)
  }
}

/** The state of a worker whose object is a CommittedFile. */
export const committedLength: StateOptions<CommittedFile, number> = {
  maxBytes: 16,
  snapshot: (file) => file.bytes,
  restore: (file, bytes) => file.restore(bytes),
}
