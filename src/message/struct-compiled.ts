/**
 * Compiles a struct to source made for it: one function that writes it, one class each for its views and drafts, with
 * offsets as literals.
 *
 * Why source: all closures that come from one place in a program share what the engine learned there, so with several
 * structs in one process every access becomes a search. Source of its own keeps each struct's accesses direct; measured
 * by benchmarks/message/struct.ts, which runs both. Where a program forbids `new Function`, closures do the same work.
 * No text of the user's goes into the source but names of letters, digits, _ and $.
 */
import type { StructField } from './codec.ts'
import { located, mismatch, within } from './mismatch.ts'
import { closedStruct } from './struct-closures.ts'
import { type CompiledStruct, takeAccessors } from './struct-parts.ts'

export function compileStruct(name: string, fields: readonly StructField[]): CompiledStruct {
  return MAY_COMPILE ? compiledStruct(name, fields) : closedStruct(name, fields)
}

/** Exported for the benchmark. */
export function compiledStruct(name: string, fields: readonly StructField[]): CompiledStruct {
  const make = new Function('parts', sourceOf(name, fields)) as (parts: SourceParts) => CompiledStruct
  return make({
    codecs: fields.map(({ codec }) => codec),
    steps: fields.map((field) => `.${field.name}`),
    shownAs: Object.fromEntries(fields.map((field, i) => [`field${i}`, field.name])),
    takeAccessors,
    located,
    mismatch,
    within,
  })
}

interface SourceParts {
  readonly codecs: readonly StructField['codec'][]
  readonly steps: readonly string[]
  readonly shownAs: Readonly<Record<string, string>>
  readonly takeAccessors: typeof takeAccessors
  readonly located: typeof located
  readonly mismatch: typeof mismatch
  readonly within: typeof within
}

function sourceOf(name: string, fields: readonly StructField[]): string {
  return `'use strict' // ${compiledStructs++}
const { codecs, steps, shownAs, takeAccessors, located, mismatch, within } = parts
const inspect = Symbol.for('nodejs.util.inspect.custom')
${lines(fields, (_, i) => `const read${i} = codecs[${i}].read, encode${i} = codecs[${i}].encode`)}
${encodeSource(name, fields)}
${resetSource(fields)}
${classSource('View', fields, 'viewer')}
${classSource('Draft', fields, 'drafter')}
return { encode, reset, Viewer: View.Viewer, Drafter: Draft.Viewer }`
}

function encodeSource(name: string, fields: readonly StructField[]): string {
  return `
function encode(region, at, value) {
  if (typeof value !== 'object' || value === null) throw mismatch('a ${name}', value)
  let field = 0
  try {
    ${lines(fields, (field, i) => `field = ${i}; encode${i}(region, at + ${field.offsetBytes}, value.${field.name})`)}
  } catch (thrown) {
    throw within(thrown, steps[field])
  }
}`
}

function resetSource(fields: readonly StructField[]): string {
  return `
function reset(region, at) {
  ${lines(fields, ({ codec, offsetBytes }, i) => {
    const fieldAt = `at + ${offsetBytes}`
    if (!codec.zeroedBytes) return `codecs[${i}].reset(region, ${fieldAt})`
    const { array, shift } = ZEROING[codec.zeroedBytes]
    return `region.${array}[(${fieldAt}) >>> ${shift}] = 0`
  })}
}`
}

function classSource(className: string, fields: readonly StructField[], role: 'viewer' | 'drafter'): string {
  const nested = fields.filter(({ codec }) => !codec.read)
  return `
class ${className} {
  #place
  #region
  #path
  #base = 0
  ${lines(nested, (field) => `#part${fields.indexOf(field)}`)}
  static #accessors
  constructor(place, path) {
    this.#place = place
    this.#region = place.region
    this.#path = path
    ${lines(nested, (field) => `this.#part${fields.indexOf(field)} = ${partSource(field, fields.indexOf(field), role)}`)}
    Object.defineProperties(this, ${className}.#accessors)
  }
  [inspect]() { return { ...this } }
  ${lines(fields, (field, i) => getterSource(field, i))}
  ${role === 'drafter' ? lines(fields, (field, i) => setterSource(field, i)) : ''}
  static { this.#accessors = takeAccessors(this.prototype, shownAs) }
  static Viewer = class {
    #view
    constructor(place, path) { this.#view = new ${className}(place, path) }
    at(at) {
      const view = this.#view
      view.#base = at
      return view
    }
  }
}`
}

function partSource({ codec }: StructField, i: number, role: 'viewer' | 'drafter'): string {
  const drafted = role === 'drafter' && codec.drafter
  return drafted ? `codecs[${i}].drafter(place, path + steps[${i}])` : `codecs[${i}].viewer(place)`
}

function getterSource({ codec, offsetBytes }: StructField, i: number): string {
  const at = `this.#base + ${offsetBytes}`
  return `get field${i}() { return ${codec.read ? `read${i}(this.#region, ${at})` : `this.#part${i}.at(${at})`} }`
}

/** A move is counted so that a decoded value is decoded again. */
function setterSource({ codec, offsetBytes }: StructField, i: number): string {
  if (codec.draftedBy !== 'assignment') return ''
  return `set field${i}(value) {
    try {
      ${codec.read ? '' : 'this.#place.moves++'}
      encode${i}(this.#region, this.#base + ${offsetBytes}, value)
    } catch (thrown) {
      throw located(thrown, this.#path + steps[${i}])
    }
  }`
}

function lines(fields: readonly StructField[], line: (field: StructField, index: number) => string): string {
  return fields.map(line).join('\n')
}

function mayCompile(): boolean {
  try {
    new Function('')
    return true
  } catch {
    return false
  }
}

const ZEROING = {
  1: { array: 'u8', shift: 0 },
  2: { array: 'u16', shift: 1 },
  4: { array: 'u32', shift: 2 },
  8: { array: 'f64', shift: 3 },
} as const

/** Makes each source a text of its own: the engine compiles equal texts once and lets them share what it learns. */
let compiledStructs = 0

const MAY_COMPILE = mayCompile()
