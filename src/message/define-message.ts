/** Makes the public message of a codec: adds name, digest and size, and turns mismatches into errors with a full path. */
import { WrongMessageError } from '../errors/message-errors.ts'
import type { Region } from '../memory/region.ts'
import type { Codec, Place, Viewer } from './codec.ts'
import { alignUp, checkedLayout, digestOf, firstDifference, type Layout, type LayoutDifference } from './layout.ts'
import { codecOf, type Message, type MessageDrafter, type MessageReader, type TimeReader } from './message.ts'
import { located } from './mismatch.ts'

/** The message of `codec`; the caller states the type that it carries. */
export function defineMessage<M extends Message>(codec: Codec): M {
  return new DefinedMessage(codec) as Message as M
}

/** Whether items of `a` can be read as items of `b`. */
export function sameLayout(a: Message, b: Message): boolean {
  return a.digest === b.digest
}

/** The first thing in which two messages, or the layouts that `describe` gave, differ; undefined if there is none. */
export function layoutDifference(here: Message | Layout, there: Message | Layout): LayoutDifference | undefined {
  return firstDifference('describe' in here ? here.describe() : here, 'describe' in there ? there.describe() : there)
}

class DefinedMessage implements Message {
  readonly name: string
  readonly digest: string
  readonly sizeBytes: number
  readonly draftedBy: Codec['draftedBy']
  readonly [codecOf]: Codec

  constructor(codec: Codec) {
    checkedLayout(codec.layout)
    this.name = codec.layout.name
    this.digest = digestOf(codec.layout)
    this.sizeBytes = alignUp(codec.layout.sizeBytes, ITEM_ALIGN_BYTES)
    this.draftedBy = codec.draftedBy
    this[codecOf] = codec
  }

  write(region: Region, byteOffset: number, value: unknown): void {
    try {
      this[codecOf].encode(region, byteOffset, value)
    } catch (thrown) {
      throw located(thrown, this.name)
    }
  }

  reader(region: Region): MessageReader<unknown> {
    const place: Place = { region, moves: 0 }
    return new PlaceReader(place, this[codecOf].viewer(place))
  }

  drafter(region: Region): MessageDrafter<unknown> {
    const codec = this[codecOf]
    const place: Place = { region, moves: 0 }
    return new PlaceDrafter(place, codec, codec.drafter?.(place, this.name) ?? new CellDrafter(place, codec))
  }

  seal(region: Region, byteOffset: number): void {
    try {
      this[codecOf].requireSet?.(region, byteOffset)
    } catch (thrown) {
      throw located(thrown, this.name)
    }
  }

  copy(view: unknown): unknown {
    return this[codecOf].copy(view)
  }

  timeReader(fieldName: string): TimeReader {
    const { fields } = this[codecOf]
    const field = fields?.find(({ name }) => name === fieldName)
    const path = `${this.name}.${fieldName}`
    if (!field) {
      const names = fields?.map(({ name }) => name).join(', ')
      throw new WrongMessageError(path, `There is no such field. ${names ? `Name one of ${names}.` : 'Use a struct.'}`)
    }
    const { read, layout } = field.codec
    if (!read || !NUMERIC_KINDS.has(layout.kind)) {
      throw new WrongMessageError(path, `kind=${layout.kind}. Name a field of numbers, such as u64 or f64.`)
    }
    const { offsetBytes } = field
    return (region, byteOffset) => read(region, byteOffset + offsetBytes) as number
  }

  describe(): Layout {
    return this[codecOf].layout
  }
}

class PlaceReader implements MessageReader<unknown> {
  readonly #place: Place
  readonly #viewer: Viewer

  constructor(place: Place, viewer: Viewer) {
    this.#place = place
    this.#viewer = viewer
  }

  at(byteOffset: number): unknown {
    this.#place.moves++
    return this.#viewer.at(byteOffset)
  }
}

class PlaceDrafter implements MessageDrafter<unknown> {
  readonly #place: Place
  readonly #codec: Codec
  readonly #viewer: Viewer

  constructor(place: Place, codec: Codec, viewer: Viewer) {
    this.#place = place
    this.#codec = codec
    this.#viewer = viewer
  }

  at(byteOffset: number): unknown {
    this.#place.moves++
    this.#codec.reset(this.#place.region, byteOffset)
    return this.#viewer.at(byteOffset)
  }
}

/** The one draft of a message that is assigned as a whole. */
class CellDrafter implements Viewer {
  readonly #place: Place
  readonly #codec: Codec
  readonly #viewer: Viewer
  #at = 0

  constructor(place: Place, codec: Codec) {
    this.#place = place
    this.#codec = codec
    this.#viewer = codec.viewer(place)
  }

  at(at: number): this {
    this.#at = at
    return this
  }

  get value(): unknown {
    return this.#viewer.at(this.#at)
  }

  set value(value: unknown) {
    try {
      this.#place.moves++
      this.#codec.encode(this.#place.region, this.#at, value)
    } catch (thrown) {
      throw located(thrown, this.#codec.layout.name)
    }
  }
}

/** Items stand at multiples of the largest element. */
const ITEM_ALIGN_BYTES = 8

const NUMERIC_KINDS: ReadonlySet<string> = new Set(['u8', 'u16', 'u32', 'u64', 'i8', 'i16', 'i32', 'i64', 'f32', 'f64'])
