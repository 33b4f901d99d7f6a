import { Worker } from 'node:worker_threads'
import type { Segment } from '../memory/segment.ts'
import { childEnvironment, inheritedFlags, ownModule } from './own-modules.ts'
import { Rings } from './rings.ts'

/**
 * Turns rings of a doorbell into turns of this thread's event loop: a thread of its own sleeps on the bell and posts a
 * message per ring. It keeps no process alive.
 */
export class BellListener {
  readonly #thread: Worker
  readonly rings = new Rings()
  readonly #exited: Promise<void>

  /** `doorbellByteOffset` is where the doorbell lies in the segment's control part. */
  constructor(segment: Segment, controlBytes: number, doorbellByteOffset: number) {
    this.#thread = new Worker(ownModule('bell-listener-thread', import.meta.url), {
      workerData: { handle: segment.handle, controlBytes, doorbellByteOffset },
      env: childEnvironment(),
      execArgv: inheritedFlags(),
      stdin: false,
    })
    this.#thread.on('message', () => this.rings.ring())
    this.#exited = new Promise((resolve) => {
      this.#thread.once('exit', () => resolve())
    })
    this.#thread.unref()
  }

  /** Keeps the event loop alive while something may still ring. */
  hold(): this {
    this.#thread.ref()
    return this
  }

  /**
   * Ends the thread; ring the bell afterwards, or it ends at its next look. Resolves when it is gone: only then may the segment be
   * closed, since a thread that is still coming up opens it by the number of its descriptor.
   */
  close(): Promise<void> {
    this.#thread.unref()
    this.#thread.postMessage('close')
    return this.#exited
  }
}
