/** Something that may be absent: a byte that tells, then the place of the element. */
import { WrongMessageError } from '../errors/message-errors.ts'
import type { Codec, Place, Viewer } from './codec.ts'
import { defineMessage } from './define-message.ts'
import type { ValueOf, ViewOf } from './message.ts'
import { type Cell, codecOf, type DraftOf, type Message, type PuttableOf, type ShapeOf } from './message.ts'
import { located } from './mismatch.ts'

export interface OptionalMessage<Element extends Message = Message>
  extends Message<
    ViewOf<Element> | undefined,
    ValueOf<Element> | undefined,
    Element['draftedBy'] extends 'assignment' ? Cell<ValueOf<Element> | undefined> : OptionalDraft<Element>,
    PuttableOf<Element> | OptionalDraft<Element> | undefined,
    { readonly optional: ShapeOf<Element> }
  > {
  readonly draftedBy: Element['draftedBy']
  readonly element: Element
}

/** The draft of an optional that is filled in place. Absent until `fill` or `assign`. */
export interface OptionalDraft<Element extends Message> {
  /** The element's draft; undefined while absent. */
  readonly value: DraftOf<Element> | undefined
  /** Makes it present, new, and hands out the element's draft. */
  fill(): DraftOf<Element>
  /** Makes it present with this value. */
  assign(value: PuttableOf<Element>): void
  /** Makes it absent. */
  clear(): void
}

/** `element` or undefined. In a struct the key may be left out; its view is then undefined. */
export function optional<Element extends Message>(element: Element): OptionalMessage<Element> {
  const codec = element[codecOf]
  const { layout } = codec
  const name = `optional(${layout.name})`
  if (layout.kind === 'optional') throw new WrongMessageError(name, 'An optional optional says nothing more. Use one.')
  const offset = layout.alignBytes
  const message = defineMessage<Message>({
    layout: {
      kind: 'optional',
      name,
      sizeBytes: offset + layout.sizeBytes,
      alignBytes: layout.alignBytes,
      element: layout,
    },
    draftedBy: codec.draftedBy,
    encode: (region, at, value) => {
      const given = value instanceof PresenceDraft ? value.value : value
      if (given !== undefined) codec.encode(region, at + offset, given)
      region.u8[at] = given === undefined ? ABSENT : PRESENT
    },
    viewer: (place) => {
      const viewer = codec.viewer(place)
      return { at: (at) => (place.region.u8[at] === PRESENT ? viewer.at(at + offset) : undefined) }
    },
    ...(codec.drafter && { drafter: (place, path) => new PresenceDraft(place, codec, path, offset) }),
    reset: (region, at) => {
      region.u8[at] = ABSENT
    },
    zeroedBytes: 1,
    requireSet: (region, at) => {
      if (region.u8[at] === PRESENT) codec.requireSet?.(region, at + offset)
    },
    copy: (view) => (view === undefined ? undefined : codec.copy(view)),
  })
  return Object.assign(message, { element }) as Message as OptionalMessage<Element>
}

class PresenceDraft implements Viewer {
  readonly #place: Place
  readonly #codec: Codec
  readonly #viewer: Viewer | undefined
  readonly #path: string
  readonly #offset: number
  #at = 0

  constructor(place: Place, codec: Codec, path: string, offset: number) {
    this.#place = place
    this.#codec = codec
    this.#viewer = codec.drafter?.(place, path)
    this.#path = path
    this.#offset = offset
  }

  at(at: number): this {
    this.#at = at
    return this
  }

  get value(): unknown {
    const present = this.#place.region.u8[this.#at] === PRESENT
    return present ? this.#viewer?.at(this.#at + this.#offset) : undefined
  }

  fill(): unknown {
    const { region } = this.#place
    this.#codec.reset(region, this.#at + this.#offset)
    region.u8[this.#at] = PRESENT
    this.#place.moves++
    return this.value
  }

  assign(value: unknown): void {
    const { region } = this.#place
    try {
      this.#codec.encode(region, this.#at + this.#offset, value)
    } catch (thrown) {
      throw located(thrown, this.#path)
    }
    region.u8[this.#at] = PRESENT
    this.#place.moves++
  }

  clear(): void {
    this.#place.region.u8[this.#at] = ABSENT
  }
}

const ABSENT = 0
const PRESENT = 1
