/** The types of a struct's views, values and drafts, key by key. */
import type { DraftedPart, Message, PuttableOf, ValueOf, ViewOf } from './message.ts'
import type { OptionalMessage } from './optional.ts'

/** Field names in their order, and what each holds. */
export type Fields = Readonly<Record<string, Message>>

/** Readonly, in place. */
export type StructView<Of extends Fields> = { readonly [Key in keyof Of]: ViewOf<Of[Key]> }

/** Plain JavaScript; optional fields may be missing. */
export type StructValue<Of extends Fields> = Shown<
  { -readonly [Key in RequiredKeys<Of>]: ValueOf<Of[Key]> } & {
    -readonly [Key in OptionalKeys<Of>]?: ValueOf<Of[Key]>
  }
>

/** Plain JavaScript, a view or a draft; optional fields may be missing. */
export type PuttableStruct<Of extends Fields> = Shown<
  { readonly [Key in RequiredKeys<Of>]: PuttableOf<Of[Key]> } & {
    readonly [Key in OptionalKeys<Of>]?: PuttableOf<Of[Key]>
  }
>

/** Numbers, strings and the like are assigned; images, arrays, lists and structs are filled in place. */
export type StructDraft<Of extends Fields> = Shown<
  { -readonly [Key in AssignedKeys<Of>]: DraftedPart<Of[Key]> } & {
    readonly [Key in Exclude<keyof Of, AssignedKeys<Of>>]: DraftedPart<Of[Key]>
  }
>

type OptionalKeys<Of extends Fields> = {
  [Key in keyof Of]: Of[Key] extends OptionalMessage ? Key : never
}[keyof Of]

type RequiredKeys<Of extends Fields> = Exclude<keyof Of, OptionalKeys<Of>>

type AssignedKeys<Of extends Fields> = {
  [Key in keyof Of]: Of[Key]['draftedBy'] extends 'assignment' ? Key : never
}[keyof Of]

/** One object type in place of an intersection, so that editors show fields. */
type Shown<T> = { [Key in keyof T]: T[Key] }
