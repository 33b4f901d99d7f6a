/**
 * Args of a worker come from outside (a system file, the command line), so they are checked before anything starts: by
 * a schema of any library that follows Standard Schema (zod, valibot, arktype), or against the worker's known args with
 * their defaults.
 */
import { InvalidArgsError } from '../errors/graph-errors.ts'

/** The part of Standard Schema v1 (standardschema.dev) that is used here. */
export interface StandardSchema<Output> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined
  }
}

type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | {
      readonly issues: readonly {
        readonly message: string
        readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
      }[]
    }

/** A schema, or the known args with their defaults. */
export type ArgsSchema = StandardSchema<unknown> | ArgsRecord

export type ArgsRecord = Readonly<Record<string, unknown>>

/**
 * The args that a worker's `setup` gets: `given`, then `overrides` (of the command line), checked. Throws `KV_INVALID_ARGS`
 * with the path of the first wrong one, such as `workers.detect.args.threshold`.
 */
export function resolveArgs(
  worker: string,
  schema: ArgsSchema | undefined,
  given: ArgsRecord,
  overrides: ArgsRecord,
): ArgsRecord {
  const resolved = isSchema(schema)
    ? validate(worker, schema, { ...given, ...overrides })
    : withDefaults(worker, schema, given, overrides)
  requireJson(`workers.${worker}.args`, resolved)
  return resolved
}

function withDefaults(
  worker: string,
  schema: ArgsRecord | undefined,
  given: ArgsRecord,
  overrides: ArgsRecord,
): ArgsRecord {
  const known = { ...(schema ?? {}), ...(schema === undefined ? given : {}) }
  const resolved: Record<string, unknown> = { ...known }
  for (const [name, value] of [...Object.entries(given), ...Object.entries(overrides)]) {
    const path = `workers.${worker}.args.${name}`
    if (!(name in known))
      throw new InvalidArgsError(path, `is not known; known: ${Object.keys(known).join(', ') || 'none'}`)
    if (value === undefined) continue
    const expected = known[name]
    if (expected !== undefined && expected !== null && typeof expected !== typeof value)
      throw new InvalidArgsError(path, `must be a ${typeof expected}, it is ${JSON.stringify(value)}`)
    resolved[name] = value
  }
  return resolved
}

/** Args reach a worker's process as JSON. What JSON would change on the way is refused, or an inline run would see other args. */
function requireJson(path: string, value: unknown): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) return
  if (Array.isArray(value)) {
    for (const [index, part] of value.entries()) requireJson(`${path}[${index}]`, part)
    return
  }
  if (typeof value !== 'object' || !isPlain(value))
    throw new InvalidArgsError(
      path,
      `must be JSON, since it travels to the worker's process; it is ${shown(value)}. Make other things in setup`,
    )
  for (const [name, part] of Object.entries(value)) if (part !== undefined) requireJson(`${path}.${name}`, part)
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function shown(value: unknown): string {
  if (typeof value === 'object') return `a ${(value as object).constructor.name}`
  return typeof value === 'number' || value === undefined ? String(value) : `a ${typeof value}`
}

function isSchema(schema: unknown): schema is StandardSchema<unknown> {
  return typeof (schema as StandardSchema<unknown> | undefined)?.['~standard'] === 'object'
}

function validate(worker: string, schema: StandardSchema<unknown>, value: ArgsRecord): ArgsRecord {
  const result = schema['~standard'].validate(value)
  if (result instanceof Promise)
    throw new InvalidArgsError(`workers.${worker}.args`, 'the schema must check without waiting')
  if (result.issues === undefined) return result.value as ArgsRecord
  const issue = result.issues[0]
  const path = (issue?.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part))
  throw new InvalidArgsError(['workers', worker, 'args', ...path].join('.'), issue?.message ?? 'is not valid')
}
