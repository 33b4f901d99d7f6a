/**
 * Writes all that a run is into its directory, while its workers hold still, in a way that outlasts a loss of power:
 *
 *     1  what anybody has written to files reaches the disk       while the workers go on, so that 3 has little left to do
 *     2  all workers are paused                                   by the supervisor
 *     3  what anybody has written to files reaches the disk       the files of sinks are now at least as far as the savepoint
 *     4  the segment is copied, the copy reaches the disk
 *     5  the copy takes the place of the last savepoint           a rename: there is always one that is whole
 */
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { SavepointError } from '../errors/run-errors.ts'
import type { Plan, PlannedReplica } from '../graph/plan.ts'
import { chunksWithContent, SAVEPOINT_FILE } from '../memory/file-content.ts'
import { FLIP } from '../memory/record-layout.ts'
import type { Segment } from '../memory/segment.ts'
import { systemCalls } from '../memory/system-calls.ts'
import { load } from '../memory/words.ts'

export interface Savepoint {
  readonly path: string
  /** What was written; the file is as long as the segment, but has holes. */
  readonly writtenBytes: number
  /** For how long the workers were held still, their last firings included. */
  readonly heldMs: number
}

export class SavepointWriter {
  readonly #segment: Segment
  readonly #plan: Plan
  readonly #folder: string
  readonly #fileDescriptor: number

  constructor(segment: Segment, plan: Plan) {
    if (plan.runDirectory === null) throw new SavepointError('the run has no directory')
    if (segment.handle.kind !== 'file-descriptor')
      throw new SavepointError('it needs workers in processes or threads that share mapped memory')
    this.#segment = segment
    this.#plan = plan
    this.#folder = plan.runDirectory
    this.#fileDescriptor = segment.handle.fileDescriptor
  }

  async begin(): Promise<void> {
    await systemCalls().flushFiles()
  }

  /** To be called when all workers hold still. */
  async write(): Promise<Pick<Savepoint, 'path' | 'writtenBytes'>> {
    await systemCalls().flushFiles()
    const path = join(this.#folder, SAVEPOINT_FILE)
    const draft = `${path}.${process.pid}`
    const file = await open(draft, 'w', 0o600)
    try {
      const writtenBytes = await this.#copyTo(file)
      await file.sync()
      await rename(draft, path)
      await syncFolder(this.#folder)
      return { path, writtenBytes }
    } catch (thrown) {
      await rm(draft, { force: true })
      throw thrown
    } finally {
      await file.close()
    }
  }

  /**
   * The control part first, in one piece: it has every record and position. The calling program may put and get meanwhile, in
   * another process, so that part is taken again until no flip has moved. What it does afterwards lies outside of what those
   * positions name, and the workers, which alone could give its slots to somebody else, hold still.
   */
  async #copyTo(file: FileHandle): Promise<number> {
    const { controlBytes } = this.#plan
    const { sizeBytes } = this.#segment
    await file.truncate(sizeBytes)
    const control = Buffer.alloc(controlBytes)
    let flips: string
    let workersFlips: string
    do {
      flips = this.#flips(() => true)
      workersFlips = this.#flips(isWorkers)
      control.set(this.#segment.region(0, controlBytes).u8)
    } while (flips !== this.#flips(() => true))
    await file.write(control, 0, controlBytes, 0)
    let writtenBytes = controlBytes
    for (const { chunk, byteOffset } of chunksWithContent(this.#fileDescriptor, controlBytes, sizeBytes)) {
      await file.write(chunk, 0, chunk.length, byteOffset)
      writtenBytes += chunk.length
    }
    if (workersFlips !== this.#flips(isWorkers))
      throw new SavepointError('a worker went on meanwhile: it was resumed, or the run is ending')
    return writtenBytes

    function isWorkers(worker: Plan['workers'][number]): boolean {
      return worker.isolation !== 'caller'
    }
  }

  #flips(which: (worker: Plan['workers'][number]) => boolean): string {
    const { i32 } = this.#segment.region(0, this.#plan.controlBytes)
    return this.#plan.workers
      .filter(which)
      .flatMap(({ replicas }) => replicas)
      .map((id) => load(i32, ((this.#plan.replicas[id] as PlannedReplica).blockByteOffset + FLIP) >> 2))
      .join()
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
