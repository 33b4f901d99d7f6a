/**
 * The layout of a message as plain JSON: what `graph.json` holds, what the digest is taken of, and what two programs
 * compare before they share memory. Nothing here reads or writes items.
 */
import { createHash } from 'node:crypto'
import { WrongMessageError } from '../errors/message-errors.ts'

/** One message or field, with everything that decides where its bytes are and what they mean. */
export interface Layout {
  /** `struct`, `u32`, `list`, `image` and so on. */
  readonly kind: string
  /** The struct's name, or a derived one such as `bytes(1024)`. */
  readonly name: string
  /** The most bytes it takes, header included, before padding. */
  readonly sizeBytes: number
  readonly alignBytes: number
  /** Limits and counts by name, such as `{ maxWidth: 1920, maxHeight: 1200 }`. */
  readonly bounds?: Readonly<Record<string, number>>
  /** The choices of a `oneOf`, in their order. */
  readonly choices?: readonly string[]
  /** The pixel format of an image. */
  readonly format?: string
  /** The fields of a struct, in their order. */
  readonly fields?: readonly FieldLayout[]
  /** The element of a list, array or optional. */
  readonly element?: Layout
}

export interface FieldLayout {
  readonly name: string
  /** From the start of the struct. */
  readonly offsetBytes: number
  readonly layout: Layout
}

/** The first thing in which two layouts differ. */
export interface LayoutDifference {
  /** Such as `Frame.image.maxWidth`. */
  readonly path: string
  readonly here: string
  readonly there: string
}

/** The next multiple of `alignBytes`, a power of two. */
export function alignUp(bytes: number, alignBytes: number): number {
  return Math.ceil(bytes / alignBytes) * alignBytes
}

/** 32 hex digits, equal for equal layouts in every process and version. */
export function digestOf(layout: Layout): string {
  return createHash('sha256').update(canonical(layout)).digest('hex').slice(0, 32)
}

/** The first difference in reading order; undefined if there is none. */
export function firstDifference(here: Layout, there: Layout, path: string = here.name): LayoutDifference | undefined {
  if (here.kind !== there.kind) return { path, here: here.name, there: there.name }
  if (here.kind === 'struct' && here.name !== there.name) return { path, here: here.name, there: there.name }
  return (
    differentFacts(here, there, path) ??
    differentFields(here.fields ?? [], there.fields ?? [], path) ??
    (here.element && there.element ? firstDifference(here.element, there.element, `${path}[]`) : undefined) ??
    (here.name === there.name ? undefined : { path, here: here.name, there: there.name })
  )
}

/** The bound if it is a whole number from 1 on; else throws `KV_WRONG_MESSAGE`. */
export function checkedBound(message: string, name: string, bound: number): number {
  if (Number.isSafeInteger(bound) && bound >= 1) return bound
  throw new WrongMessageError(message, `${name}=${bound}. Give a whole number from 1 on.`)
}

/** The layout if an item of it can be addressed; else throws `KV_WRONG_MESSAGE`. */
export function checkedLayout(layout: Layout): Layout {
  if (layout.sizeBytes <= SIZE_BYTES_MAX) return layout
  const size = `sizeBytes=${layout.sizeBytes} sizeBytesMax=${SIZE_BYTES_MAX}`
  throw new WrongMessageError(layout.name, `${size}. Lower its bounds, or split it into several items.`)
}

function differentFacts(here: Layout, there: Layout, path: string): LayoutDifference | undefined {
  if (here.format !== there.format) return { path: `${path}.format`, here: `${here.format}`, there: `${there.format}` }
  const bounds = Object.keys({ ...here.bounds, ...there.bounds })
  const bound = bounds.find((name) => here.bounds?.[name] !== there.bounds?.[name])
  if (bound) return { path: `${path}.${bound}`, here: `${here.bounds?.[bound]}`, there: `${there.bounds?.[bound]}` }
  const choices = [here.choices, there.choices].map((list) => list?.join(' | ') ?? '')
  return choices[0] === choices[1] ? undefined : { path, here: `${choices[0]}`, there: `${choices[1]}` }
}

function differentFields(
  here: readonly FieldLayout[],
  there: readonly FieldLayout[],
  path: string,
): LayoutDifference | undefined {
  for (let i = 0; i < Math.max(here.length, there.length); i++) {
    const [mine, theirs] = [here[i], there[i]]
    const name = mine?.name ?? theirs?.name
    if (mine?.name !== theirs?.name) {
      return { path: `${path}.${name}`, here: mine?.name ?? 'no field', there: theirs?.name ?? 'no field' }
    }
    const difference = mine && theirs && firstDifference(mine.layout, theirs.layout, `${path}.${name}`)
    if (difference) return difference
  }
  return undefined
}

/** Keys in one order at every level, so that the digest does not hang on how a layout was put together. */
function canonical(layout: Layout): string {
  return JSON.stringify(layout, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
}

/** Offsets stay below 2^31, where they are small integers to the engine. */
const SIZE_BYTES_MAX = 2 ** 31 - 8
