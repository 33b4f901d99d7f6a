/**
 * The contract of a message: items of a fixed layout with a maximum size, written once, read in place. The types that
 * a message carries are inferred from its definition; `ViewOf`, `ValueOf`, `PuttableOf` and `DraftOf` name them.
 */
import type { Region } from '../memory/region.ts'
import type { Codec, DraftedBy } from './codec.ts'
import type { Layout } from './layout.ts'

/**
 * Describes items of one layout. `View` is what a worker reads in place, `Value` what `get` copies out, `Draft` what
 * `claim` gives, `Puttable` what `put` accepts, `Shape` what tells one message type from another at compile time.
 */
export interface Message<View = unknown, Value = unknown, Draft = unknown, Puttable = unknown, Shape = unknown> {
  /** The struct's name, or a derived one such as `u32` or `bytes(1024)`. */
  readonly name: string
  /** 32 hex digits over the whole layout: names, types, bounds. */
  readonly digest: string
  /** The most bytes that an item takes; a multiple of 8. */
  readonly sizeBytes: number
  /** Whether a struct's draft takes it by assignment or hands it out to be filled. */
  readonly draftedBy: DraftedBy
  readonly [codecOf]: Codec
  /** Absent at run time. */
  readonly [carried]?: Carried<View, Value, Draft, Puttable, Shape>

  /**
   * Writes a value at `byteOffset`, a multiple of 8. Views and drafts count as values, also inside one: they are copied
   * by their actual lengths.
   * @throws WrongValueError, with the path; what stands at `byteOffset` is then undefined.
   */
  write(region: Region, byteOffset: number, value: Puttable): void
  /** A reader with one view of its own: moving it moves everything got from it. */
  reader(region: Region): MessageReader<View>
  /** A drafter with one draft of its own. */
  drafter(region: Region): MessageDrafter<Draft>
  /**
   * To be called between filling a draft and publishing it.
   * @throws WrongValueError for a `value()` field that was never set.
   */
  seal(region: Region, byteOffset: number): void
  /** Plain JavaScript that shares nothing with the region; absent optional fields are left out. */
  copy(view: View): Value
  /**
   * Reads one numeric field of a struct, such as the time of an item.
   * @throws WrongMessageError if there is no such field, or it is no number.
   */
  timeReader(fieldName: string): TimeReader
  /** The layout as plain JSON. */
  describe(): Layout
}

export interface MessageReader<View> {
  /** The view of the item at `byteOffset`, a multiple of 8: the same object each time, valid until the next call. */
  at(byteOffset: number): View
}

export interface MessageDrafter<Draft> {
  /**
   * A new draft at `byteOffset`, a multiple of 8: numbers 0, strings and lists empty, optionals absent, bytes and images
   * at their maximum size. Payload bytes are whatever stood there.
   */
  at(byteOffset: number): Draft
}

export type TimeReader = (region: Region, byteOffset: number) => number

/** What a worker sees: readonly, in place, valid until its firing commits. */
export type ViewOf<M extends Message> = CarriedBy<M>['view']
/** What `get` returns: plain JavaScript of one's own. */
export type ValueOf<M extends Message> = CarriedBy<M>['value']
/** What `put` accepts: plain JavaScript, or views and drafts, also inside one another. */
export type PuttableOf<M extends Message> = CarriedBy<M>['puttable']
/** What `claim` gives: written in place. */
export type DraftOf<M extends Message> = CarriedBy<M>['draft']
/** What makes two messages the same type: equal shapes and nothing else. */
export type ShapeOf<M extends Message> = CarriedBy<M>['shape']
/** What a draft shows for one of its parts: the value itself where it is assigned, else a draft. */
export type DraftedPart<M extends Message> = M['draftedBy'] extends 'assignment' ? ValueOf<M> : DraftOf<M>

/** The draft of a message that is assigned as a whole, such as a bare `u32`. */
export interface Cell<Value> {
  value: Value
}

/** A message whose part in a draft is assigned. */
export interface AssignedMessage<View, Value, Shape, Puttable = View | Value>
  extends Message<View, Value, Cell<Value>, Puttable, Shape> {
  readonly draftedBy: 'assignment'
}

/** A message whose part in a draft is filled in place. */
export interface PlacedMessage<View, Value, Draft, Puttable, Shape>
  extends Message<View, Value, Draft, Puttable, Shape> {
  readonly draftedBy: 'place'
}

interface Carried<View, Value, Draft, Puttable, Shape> {
  readonly view: View
  readonly value: Value
  readonly draft: Draft
  readonly puttable: Puttable
  readonly shape: Shape
}

type CarriedBy<M extends Message> = NonNullable<M[typeof carried]>

/** Leads from a message to its codec; this room's own. */
export const codecOf: unique symbol = Symbol('codec')

declare const carried: unique symbol
