import { defineWorker, type WorkerDefinition } from '../graph/define-worker.ts'
import type { Message } from '../message/message.ts'
import { CommittedFile, committedLength } from './committed-file.ts'

/** The port of a shipped sink or source. */
export type ItemsPort<M extends Message> = {
  readonly items: M
}

export interface FileArgs {
  /** The file; its folder must exist. What an earlier run left in it is replaced. */
  readonly path: string
}

/**
 * A worker that writes each item as one line of JSON, exactly once. Arrays of numbers become arrays, bytes and images become
 * base64 in `data`, big integers become strings. Call it in a module of yours: `export default jsonLinesSink(import.meta.url, Detections)`.
 */
export function jsonLinesSink<M extends Message>(
  moduleUrl: string,
  message: M,
): WorkerDefinition<FileArgs, ItemsPort<M>, Readonly<Record<never, never>>> {
  const encoder = new TextEncoder()
  return defineWorker(moduleUrl, {
    inputs: { items: message as Message },
    setup: ({ path }: FileArgs) => new CommittedFile(path),
    state: committedLength,
    fire: (file, inputs) => file.write(encoder.encode(`${JSON.stringify(message.copy(inputs.items), toJson)}\n`)),
    teardown: (file) => file.close(),
  }) as WorkerDefinition<FileArgs, ItemsPort<M>, Readonly<Record<never, never>>>
}

/** A worker that writes the bytes of each item, one behind the other, exactly once. `bytesOf` gives them, default the item itself. */
export function binarySink<M extends Message>(
  moduleUrl: string,
  message: M,
  bytesOf: (item: unknown) => Uint8Array,
): WorkerDefinition<FileArgs, ItemsPort<M>, Readonly<Record<never, never>>> {
  return defineWorker(moduleUrl, {
    inputs: { items: message as Message },
    setup: ({ path }: FileArgs) => new CommittedFile(path),
    state: committedLength,
    fire: (file, inputs) => file.write(bytesOf(inputs.items)),
    teardown: (file) => file.close(),
  }) as WorkerDefinition<FileArgs, ItemsPort<M>, Readonly<Record<never, never>>>
}

function toJson(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>)
  return value
}
