/** Structs: named fields, each at its natural alignment in the order of their definition. */
import { WrongMessageError } from '../errors/message-errors.ts'
import type { Region } from '../memory/region.ts'
import type { Codec, StructField } from './codec.ts'
import { defineMessage } from './define-message.ts'
import { alignUp, type Layout } from './layout.ts'
import type { PlacedMessage } from './message.ts'
import { codecOf, type Message, type ShapeOf } from './message.ts'
import { within } from './mismatch.ts'
import { compileStruct } from './struct-compiled.ts'
import type { Fields, PuttableStruct, StructDraft, StructValue, StructView } from './struct-types.ts'

/** Its name, its field names and their types are its TypeScript type; bounds are compared by digest. */
export interface StructMessage<Name extends string, Of extends Fields>
  extends PlacedMessage<
    StructView<Of>,
    StructValue<Of>,
    StructDraft<Of>,
    PuttableStruct<Of>,
    {
      readonly struct: Name
      readonly names: keyof Of
      readonly fields: { readonly [Key in keyof Of]: ShapeOf<Of[Key]> }
    }
  > {
  readonly name: Name
  readonly fields: Of
}

/** A struct of these fields, in this order; the name is part of its type and stands in errors and reports. */
export function struct<const Name extends string, const Of extends Fields>(
  name: Name,
  fields: Of,
): StructMessage<Name, Of> {
  if (!NAME.test(name)) throw new WrongMessageError(`'${name}'`, 'Name a struct by letters, digits, _ and $.')
  const placed = placedFields(name, fields)
  const message = defineMessage<Message>(structCodec(name, placed))
  return Object.assign(message, { fields }) as Message as StructMessage<Name, Of>
}

function placedFields(name: string, fields: Fields): readonly StructField[] {
  let offsetBytes = 0
  const placed: StructField[] = []
  for (const [fieldName, message] of Object.entries(fields)) {
    if (!NAME.test(fieldName) || fieldName === '__proto__') {
      throw new WrongMessageError(`${name}.${fieldName}`, 'Name a field by letters, digits, _ and $.')
    }
    const codec = message?.[codecOf]
    if (!codec) throw new WrongMessageError(`${name}.${fieldName}`, 'Give a message, such as u32 or list(Box, …).')
    offsetBytes = alignUp(offsetBytes, codec.layout.alignBytes)
    placed.push({ name: fieldName, offsetBytes, codec })
    offsetBytes += codec.layout.sizeBytes
  }
  if (placed.length === 0) throw new WrongMessageError(name, 'fields=0. Give at least one field.')
  return placed
}

function structCodec(name: string, fields: readonly StructField[]): Codec {
  const { encode, reset, Viewer, Drafter } = compileStruct(name, fields)
  const requiring = fields.filter(({ codec }) => codec.requireSet)
  return {
    layout: structLayout(name, fields),
    draftedBy: 'place',
    encode,
    viewer: (place) => new Viewer(place),
    drafter: (place, path) => new Drafter(place, path),
    reset,
    ...(requiring.length > 0 && {
      requireSet: (region: Region, at: number) => {
        for (const field of requiring) {
          try {
            field.codec.requireSet?.(region, at + field.offsetBytes)
          } catch (thrown) {
            throw within(thrown, `.${field.name}`)
          }
        }
      },
    }),
    copy: (view) => copy(view as Record<string, unknown>, fields),
    fields,
  }
}

function structLayout(name: string, fields: readonly StructField[]): Layout {
  const last = fields.at(-1) as StructField
  const alignBytes = Math.max(...fields.map(({ codec }) => codec.layout.alignBytes))
  return {
    kind: 'struct',
    name,
    sizeBytes: alignUp(last.offsetBytes + last.codec.layout.sizeBytes, alignBytes),
    alignBytes,
    fields: fields.map((field) => ({ name: field.name, offsetBytes: field.offsetBytes, layout: field.codec.layout })),
  }
}

function copy(view: Record<string, unknown>, fields: readonly StructField[]): Record<string, unknown> {
  const value: Record<string, unknown> = {}
  for (const { name, codec } of fields) {
    const part = view[name]
    if (part !== undefined || codec.layout.kind !== 'optional') value[name] = codec.copy(part)
  }
  return value
}

const NAME = /^[A-Za-z_$][\w$]*$/
