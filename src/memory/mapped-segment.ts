import { closeSync, fstatSync, openSync, unlinkSync, writeSync } from 'node:fs'
import { RunInUseError, SegmentFormatError } from '../errors/memory-errors.ts'
import { chunksWithContent } from './file-content.ts'
import { type Region, regionOver } from './region.ts'
import type { Segment, SegmentHandle, WaitOutcome } from './segment.ts'
import { type SystemCalls, systemCalls } from './system-calls.ts'

/**
 * A segment that processes share, handed on as an inherited file descriptor. Usually an anonymous memory file (memfd): it has no
 * name in any file system, so nothing of it stays behind once the last process that maps it has ended, however it ended.
 * The segment of a durable run is a file, locked by all who inherited it, that outlives them.
 */
export class MappedSegment implements Segment {
  readonly handle: SegmentHandle
  readonly sizeBytes: number
  readonly #system: SystemCalls
  readonly #address: bigint
  readonly #fileDescriptor: number
  /** Who opens an inherited descriptor does not close it: other threads of the process use the same one. */
  readonly #ownsDescriptor: boolean
  readonly #regions = new Map<string, Region>()

  private constructor(system: SystemCalls, fileDescriptor: number, sizeBytes: number, ownsDescriptor: boolean) {
    this.#system = system
    this.#ownsDescriptor = ownsDescriptor
    this.#fileDescriptor = fileDescriptor
    this.#address = system.map(fileDescriptor, sizeBytes)
    this.sizeBytes = sizeBytes
    this.handle = { kind: 'file-descriptor', fileDescriptor, sizeBytes }
  }

  /** A new segment of zeros. Pages that nobody touches cost no memory. */
  static create(sizeBytes: number): MappedSegment {
    const system = systemCalls()
    const fileDescriptor = system.memfdCreate('kahnveyor')
    system.truncate(fileDescriptor, sizeBytes)
    return new MappedSegment(system, fileDescriptor, sizeBytes, true)
  }

  /** A new segment of zeros in a file, which must not exist yet. Throws `KV_SYSTEM_CALL` when the disk has no room for it. */
  static createFile(path: string, sizeBytes: number): MappedSegment {
    const system = systemCalls()
    const fileDescriptor = openSync(path, 'wx+', 0o600)
    try {
      system.tryLock(fileDescriptor)
      system.allocate(fileDescriptor, sizeBytes)
    } catch (thrown) {
      closeSync(fileDescriptor)
      unlinkSync(path)
      throw thrown
    }
    return new MappedSegment(system, fileDescriptor, sizeBytes, true)
  }

  /** The segment that a durable run has left behind. Throws `KV_RUN_IN_USE` while any process of that run is alive. */
  static openFile(path: string): MappedSegment {
    const system = systemCalls()
    const fileDescriptor = openSync(path, 'r+')
    if (!system.tryLock(fileDescriptor)) {
      closeSync(fileDescriptor)
      throw new RunInUseError(path)
    }
    const { size } = fstatSync(fileDescriptor)
    if (size === 0) {
      closeSync(fileDescriptor)
      throw new SegmentFormatError(`${path} is empty`)
    }
    return new MappedSegment(system, fileDescriptor, size, true)
  }

  /** A new segment in a file, which must not exist yet, with what another file holds. */
  static createCopy(path: string, from: string): MappedSegment {
    const source = openSync(from, 'r')
    try {
      const sizeBytes = fstatSync(source).size
      if (sizeBytes === 0) throw new SegmentFormatError(`${from} is empty`)
      const copy = MappedSegment.createFile(path, sizeBytes)
      for (const { chunk, byteOffset } of chunksWithContent(source, 0, sizeBytes))
        writeSync(copy.#fileDescriptor, chunk, 0, chunk.length, byteOffset)
      return copy
    } finally {
      closeSync(source)
    }
  }

  /** The segment behind a descriptor that this process inherited. */
  static open(fileDescriptor: number, sizeBytes: number): MappedSegment {
    return new MappedSegment(systemCalls(), fileDescriptor, sizeBytes, false)
  }

  region(byteOffset: number, sizeBytes: number): Region {
    const key = `${byteOffset}+${sizeBytes}`
    let region = this.#regions.get(key)
    if (region === undefined) {
      // One ArrayBuffer per region: engines bound the size of a single one, and no region nears that bound.
      region = regionOver(this.#system.view(this.#address + BigInt(byteOffset), sizeBytes), 0, sizeBytes)
      this.#regions.set(key, region)
    }
    return region
  }

  wait(byteOffset: number, expected: number, timeoutMs: number): WaitOutcome {
    return this.#system.futexWait(this.#address + BigInt(byteOffset), expected, timeoutMs)
  }

  wake(byteOffset: number): void {
    this.#system.futexWake(this.#address + BigInt(byteOffset))
  }

  /** Detaches every view first, so that a view that somebody kept is empty afterwards and never a wild pointer. */
  close(): void {
    for (const region of this.#regions.values()) (region.buffer as ArrayBuffer).transfer(0)
    this.#regions.clear()
    this.#system.unmap(this.#address, this.sizeBytes)
    if (this.#ownsDescriptor) closeSync(this.#fileDescriptor)
  }
}
