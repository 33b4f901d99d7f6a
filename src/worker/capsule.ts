/**
 * What is kept of a firing that was given up: the items, the state before it, and the circumstances, in one JSON file that says
 * enough to read it without this package and to call the worker's function again with the same objects.
 * The fields are described in docs/reference/capsule.md.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { CapsuleError } from '../errors/command-errors.ts'
import { messageOf } from '../errors/kahnveyor-error.ts'
import { regionOver } from '../memory/region.ts'
import type { Layout } from '../message/layout.ts'
import type { Message } from '../message/message.ts'
import type { ErrorFacts } from './channel.ts'
import { decodeState } from './state-codec.ts'

export const CAPSULE_FORMAT = 'kahnveyor capsule 1'
/** More than a frame of 1920 x 1200 in colour. What is longer is cut. */
const ITEM_BYTES_MAX = 16 * 2 ** 20
/** Decoded values are for people; a longer one is left out, its bytes are not. */
const VALUE_CHARS_MAX = 2 ** 20
/** Elements that are shown of a typed array. */
const ELEMENTS_SHOWN = 32

export interface CapsuleBytes {
  /** For people: big integers as digits, of typed arrays the type, the length and the first elements. Null where too long. */
  readonly value: unknown
  /** Base64. */
  readonly bytes: string
}

export interface CapsuleItem extends CapsuleBytes {
  /** Of the whole item; the zeros at its end are left out of `bytes`. */
  readonly sizeBytes: number
  /** True when `bytes` lacks more than zeros. */
  readonly isCut: boolean
}

/** What one call of `fire` gets of each port. */
export type CapsuleCall = Readonly<
  Record<string, CapsuleItem | { readonly before: CapsuleItem; readonly after: CapsuleItem }>
>

export interface CapsuleMessage {
  readonly digest: string
  readonly layout: Layout
}

export interface Capsule {
  readonly system: string
  readonly worker: string
  readonly replica: number
  readonly firing: number
  /** What `context.random()` is seeded by besides run and worker. */
  readonly ticket: number
  readonly kind: 'source' | 'transform' | 'driver'
  /** URL of the worker's module, and which of its definitions it is. */
  readonly module: string
  readonly indexInModule: number
  readonly args: Readonly<Record<string, unknown>>
  readonly seed: number
  readonly runDirectory: string | null
  readonly firingDeadlineMs: number | null
  /** ISO 8601, wall clock. */
  readonly written: string
  readonly cause: ({ readonly kind: 'exception' } & ErrorFacts) | { readonly kind: 'death'; readonly message: string }
  readonly attempts: { readonly exceptions: number; readonly deaths: number }
  readonly versions: { readonly kahnveyor: string; readonly node: string; readonly platform: string }
  readonly inputs: Readonly<Record<string, CapsuleMessage>>
  readonly outputs: Readonly<Record<string, CapsuleMessage>>
  /** As committed before the firing; null where there is none. */
  readonly state: CapsuleBytes | null
  /** In order. More than one where `notYet` had kept items. */
  readonly calls: readonly CapsuleCall[]
}

/** Reads a capsule. Throws `KV_CAPSULE` when the file is none. */
export function readCapsule(given: string): Capsule {
  const path = resolve(given)
  let found: Capsule & { readonly format?: unknown }
  try {
    found = JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new CapsuleError(path, `cannot be read: ${messageOf(cause)}`, cause)
  }
  if (found?.format !== CAPSULE_FORMAT)
    throw new CapsuleError(path, `is no capsule that this version reads: format=${JSON.stringify(found?.format)}`)
  return found
}

/** An item as it is kept. `view` is what the worker's function would get. */
export function capsuleItem(message: Message, view: unknown): CapsuleItem {
  const region = regionOver(new ArrayBuffer(message.sizeBytes))
  message.write(region, 0, view)
  const length = lengthWithoutZeros(region.u8)
  return {
    value: shown(message.copy(view)),
    bytes: base64(region.u8.subarray(0, Math.min(length, ITEM_BYTES_MAX))),
    sizeBytes: message.sizeBytes,
    isCut: length > ITEM_BYTES_MAX,
  }
}

export function capsuleState(committed: Uint8Array | undefined): CapsuleBytes | null {
  return committed === undefined ? null : { value: shown(decodeState(committed)), bytes: base64(committed) }
}

export function capsuleMessages(ports: Readonly<Record<string, Message>>): Record<string, CapsuleMessage> {
  return Object.fromEntries(
    Object.entries(ports).map(([port, message]) => [port, { digest: message.digest, layout: message.describe() }]),
  )
}

function lengthWithoutZeros(bytes: Uint8Array): number {
  let length = bytes.length
  while (length > 0 && bytes[length - 1] === 0) length -= 1
  return length
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

/** A value as JSON for people; null where that is too long. */
function shown(value: unknown): unknown {
  const text = JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'bigint') return part.toString()
    if (typeof part === 'number' && !Number.isFinite(part)) return String(part)
    if (part instanceof Map) return { type: 'Map', entries: [...part] }
    if (part instanceof Set) return { type: 'Set', values: [...part] }
    if (ArrayBuffer.isView(part) && !(part instanceof DataView)) {
      const array = part as unknown as { readonly length: number } & Iterable<number | bigint>
      const first = Array.from((part as unknown as Uint8Array).subarray(0, ELEMENTS_SHOWN))
      return { type: part.constructor.name, length: array.length, first }
    }
    return part
  })
  return text === undefined || text.length > VALUE_CHARS_MAX ? null : JSON.parse(text)
}
