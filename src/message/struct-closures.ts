/** A struct made of closures, for programs that forbid `new Function`: the same behaviour as struct-compiled.ts, slower. */
import type { Region } from '../memory/region.ts'
import type { Place, StructField, Viewer } from './codec.ts'
import { located, mismatch, within } from './mismatch.ts'
import type { CompiledStruct } from './struct-parts.ts'

export function closedStruct(name: string, fields: readonly StructField[]): CompiledStruct {
  const viewAccessors = Object.fromEntries(fields.map((field, i) => [field.name, Parts.getter(field, i)]))
  const draftAccessors = Object.fromEntries(
    fields.map((field, i) => [field.name, { ...Parts.getter(field, i), ...Parts.setter(field) }]),
  )
  return {
    encode: (region, at, value) => encode(region, at, value, name, fields),
    reset: (region, at) => {
      for (const { codec, offsetBytes } of fields) codec.reset(region, at + offsetBytes)
    },
    Viewer: class extends PartsViewer {
      constructor(place: Place) {
        const parts = fields.map(({ codec }) => codec.viewer(place))
        super(new Parts(place, name, parts, viewAccessors))
      }
    },
    Drafter: class extends PartsViewer {
      constructor(place: Place, path: string) {
        const parts = fields.map(
          ({ name: field, codec }) => codec.drafter?.(place, `${path}.${field}`) ?? codec.viewer(place),
        )
        super(new Parts(place, path, parts, draftAccessors))
      }
    },
  }
}

function encode(region: Region, at: number, value: unknown, name: string, fields: readonly StructField[]): void {
  if (typeof value !== 'object' || value === null) throw mismatch(`a ${name}`, value)
  let i = 0
  try {
    for (; i < fields.length; i++) {
      const field = fields[i] as StructField
      field.codec.encode(region, at + field.offsetBytes, (value as Record<string, unknown>)[field.name])
    }
  } catch (thrown) {
    throw within(thrown, `.${fields[i]?.name}`)
  }
}

class Parts {
  readonly #place: Place
  readonly #path: string
  readonly #parts: readonly Viewer[]
  #base = 0

  constructor(place: Place, path: string, parts: readonly Viewer[], accessors: PropertyDescriptorMap) {
    this.#place = place
    this.#path = path
    this.#parts = parts
    Object.defineProperties(this, accessors)
  }

  static move(view: Parts, at: number): Parts {
    view.#base = at
    return view
  }

  static getter({ offsetBytes }: StructField, index: number): PropertyDescriptor & ThisType<Parts> {
    return {
      enumerable: true,
      get() {
        return this.#parts[index]?.at(this.#base + offsetBytes)
      },
    }
  }

  static setter({ name, codec, offsetBytes }: StructField): PropertyDescriptor & ThisType<Parts> {
    if (codec.draftedBy !== 'assignment') return {}
    return {
      set(value) {
        try {
          this.#place.moves++
          codec.encode(this.#place.region, this.#base + offsetBytes, value)
        } catch (thrown) {
          throw located(thrown, `${this.#path}.${name}`)
        }
      },
    }
  }

  [Symbol.for('nodejs.util.inspect.custom')](): object {
    return { ...this }
  }
}

class PartsViewer implements Viewer {
  readonly #view: Parts

  constructor(view: Parts) {
    this.#view = view
  }

  at(at: number): Parts {
    return Parts.move(this.#view, at)
  }
}
