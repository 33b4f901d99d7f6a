/** Lists: of any length up to a maximum, with their length in front, or of one fixed length without it. */
import type { Region } from '../memory/region.ts'
import type { Codec, Place, Viewer } from './codec.ts'
import { defineMessage } from './define-message.ts'
import { alignUp, checkedBound } from './layout.ts'
import { ElementDrafts, type FixedListDraft, type ListDraft } from './list-draft.ts'
import { Elements, type ListPlan, type ListView } from './list-view.ts'
import type { ValueOf, ViewOf } from './message.ts'
import { codecOf, type Message, type PlacedMessage, type PuttableOf, type ShapeOf } from './message.ts'
import { Mismatch, mismatch, within } from './mismatch.ts'

export interface ListMessage<Element extends Message>
  extends PlacedMessage<
    ListView<ViewOf<Element>>,
    ValueOf<Element>[],
    ListDraft<Element>,
    PuttableList<Element>,
    { readonly list: ShapeOf<Element> }
  > {}

export interface FixedListMessage<Element extends Message, Length extends number>
  extends PlacedMessage<
    ListView<ViewOf<Element>>,
    ValueOf<Element>[],
    FixedListDraft<Element>,
    PuttableList<Element>,
    { readonly fixedList: ShapeOf<Element>; readonly length: Length }
  > {}

/** An array, a list view, a typed array: anything that tells its length and gives its elements in order. */
export interface PuttableList<Element extends Message> extends Iterable<PuttableOf<Element>> {
  readonly length: number
}

/** At most `max` elements. */
export function list<Element extends Message>(
  element: Element,
  { max }: { readonly max: number },
): ListMessage<Element> {
  const codec = element[codecOf]
  const name = `list(${codec.layout.name}, ${max})`
  checkedBound(name, 'max', max)
  return defineMessage(
    listCodec(codec, name, {
      element: codec,
      strideBytes: alignUp(codec.layout.sizeBytes, codec.layout.alignBytes),
      headerBytes: alignUp(LENGTH_BYTES, codec.layout.alignBytes),
      fixedLength: undefined,
      max,
    }),
  )
}

/** Exactly `length` elements. For many numbers a typed array is the better choice. */
export function array<Element extends Message, const Length extends number>(
  element: Element,
  length: Length,
): FixedListMessage<Element, Length> {
  const codec = element[codecOf]
  const name = `array(${codec.layout.name}, ${length})`
  checkedBound(name, 'length', length)
  return defineMessage(
    listCodec(codec, name, {
      element: codec,
      strideBytes: alignUp(codec.layout.sizeBytes, codec.layout.alignBytes),
      headerBytes: 0,
      fixedLength: length,
      max: length,
    }),
  )
}

function listCodec(element: Codec, name: string, plan: ListPlan): Codec {
  const { headerBytes, strideBytes, fixedLength, max } = plan
  const isList = fixedLength === undefined
  const lengthAt = (region: Region, at: number) => fixedLength ?? (region.u32[at >>> 2] as number)
  const { requireSet } = element
  return {
    layout: {
      kind: isList ? 'list' : 'array',
      name,
      sizeBytes: headerBytes + max * strideBytes,
      alignBytes: isList ? Math.max(LENGTH_BYTES, element.layout.alignBytes) : element.layout.alignBytes,
      bounds: isList ? { max } : { length: max },
      element: element.layout,
    },
    draftedBy: 'place',
    encode: (region, at, value) => {
      const length = encodeElements(region, at, value, plan)
      if (isList) region.u32[at >>> 2] = length
    },
    viewer: (place) => elementsViewer(place, plan),
    drafter: (place, path) => draftsViewer(place, plan, path),
    reset: (region, at) => {
      if (isList) region.u32[at >>> 2] = 0
      else for (let i = 0; i < max; i++) element.reset(region, at + i * strideBytes)
    },
    ...(isList && { zeroedBytes: 4 as const }),
    ...(requireSet && {
      requireSet: (region: Region, at: number) => {
        const length = lengthAt(region, at)
        for (let i = 0; i < length; i++) {
          try {
            requireSet(region, at + headerBytes + i * strideBytes)
          } catch (thrown) {
            throw within(thrown, `[${i}]`)
          }
        }
      },
    }),
    copy: (view) => Array.from(view as Iterable<unknown>, element.copy),
  }
}

/** Returns how many elements were written. */
function encodeElements(region: Region, at: number, value: unknown, plan: ListPlan): number {
  const { element, headerBytes, strideBytes, max, fixedLength } = plan
  if (!isListLike(value)) throw mismatch('a list', value)
  const { length } = value
  if (fixedLength === undefined ? length > max : length !== fixedLength) throw wrongLength(plan, length)
  const { encode } = element
  let i = 0
  try {
    if (Array.isArray(value)) {
      for (; i < length; i++) encode(region, at + headerBytes + i * strideBytes, value[i])
    } else {
      for (const part of value) {
        if (i === length) break
        encode(region, at + headerBytes + i++ * strideBytes, part)
      }
    }
  } catch (thrown) {
    throw within(thrown, `[${Array.isArray(value) ? i : i - 1}]`)
  }
  if (i !== length) throw wrongLength(plan, i)
  return length
}

function isListLike(value: unknown): value is Iterable<unknown> & { readonly length: number } {
  return typeof value === 'object' && value !== null && Symbol.iterator in value && 'length' in value
}

function wrongLength({ fixedLength, max }: ListPlan, length: number): Mismatch {
  const expected = fixedLength === undefined ? `at most ${max} elements` : `${fixedLength} elements`
  return new Mismatch(expected, `${length} elements`)
}

function elementsViewer(place: Place, plan: ListPlan): Viewer {
  const elements = new Elements(place, plan)
  return { at: (at) => Elements.move(elements, at) }
}

function draftsViewer(place: Place, plan: ListPlan, path: string): Viewer {
  const drafts = new ElementDrafts(place, plan, path)
  return { at: (at) => ElementDrafts.move(drafts, at) }
}

const LENGTH_BYTES = 4
