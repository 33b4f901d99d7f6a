import { InvalidDefinitionError } from '../errors/graph-errors.ts'
import type { DraftOf, Message, PuttableOf, ViewOf } from '../message/message.ts'
import type { Context } from './context.ts'
import { isRuled, type NoPorts, type Ports, type RuledInputs, type RuleOptions, type ViewsOf } from './input-rule.ts'
import type { ArgsSchema, StandardSchema } from './worker-args.ts'

/** Returned by a source's `fire`: this was the last turn. What the turn put is still sent. */
export const end: unique symbol = Symbol.for('kahnveyor.end') as never
/** Returned by a transform's `fire`: keep these inputs; a later firing takes them together with the next ones. */
export const notYet: unique symbol = Symbol.for('kahnveyor.notYet') as never
/** Returned by a source's `fire`: the next turn comes no sooner than after this time. */
export interface Pace {
  readonly waitMs: number
}

export type SourceResult = typeof end | Pace | undefined
export type TransformResult = typeof notYet | undefined

/** Where a firing puts its items. Nothing is visible to anyone before the firing has ended without an exception. */
export interface OutputPort<M extends Message> {
  /**
   * Sends an item: a plain value, a view of an input (copied), or a draft from `claim` (not copied). Never blocks.
   * Throws `KV_WRONG_VALUE`, naming the path, and `KV_FIRING_TOO_LARGE` beyond `maxPutsPerFiring`.
   */
  put(item: PuttableOf<M>): void
  /** A free block to fill in place and then `put`: no copy. Scalars are 0, images have their largest size, payload bytes are whatever they were. */
  claim(): DraftOf<M>
}

export type OutputPorts<O extends Ports> = { readonly [K in keyof O]: OutputPort<O[K]> }

/** What a worker keeps between firings and how it survives the death of its process. */
export interface StateOptions<Self, Snapshot> {
  /** Upper bound of one snapshot, encoded. It is taken at each commit: keep it small. */
  readonly maxBytes: number
  snapshot(self: Self): Snapshot
  restore(self: Self, snapshot: Snapshot): void
}

type FireInputs<I> = I extends RuledInputs<Ports, infer Shape> ? Shape : I extends Ports ? ViewsOf<I> : never
type DriverInputs<I> = I extends Ports ? { readonly [K in keyof I]?: ViewOf<I[K]> } : never

export type Awaitable<T> = T | Promise<T>
// biome-ignore lint/suspicious/noConfusingVoidType: a fire without a return statement is the usual one.
export type Result<T> = Awaitable<T | void>

/**
 * `fire` of a source gets its ports and its turn (0, 1, 2, …); of any other worker the items that its inputs hold and its ports.
 * A conditional type for the function as a whole would keep the engine of TypeScript from inferring `Self` out of `setup`
 * first; conditional types of single parameters do not.
 */
export type Fire<Self, I, O extends Ports, Driver> = (
  self: Self,
  inputsOrOut: Driver extends DriverOptions
    ? DriverInputs<I>
    : IsSource<I> extends true
      ? OutputPorts<O>
      : FireInputs<I>,
  outOrTurn: Driver extends DriverOptions ? OutputPorts<O> : IsSource<I> extends true ? number : OutputPorts<O>,
) => Result<
  Driver extends DriverOptions ? typeof end | undefined : IsSource<I> extends true ? SourceResult : TransformResult
>

type IsSource<I> = [keyof I] extends [never] ? true : false

/** Owns one device: fires on `context.wake()`, on its timer, and on any input, each of which is optional in a firing. */
export interface DriverOptions {
  /** Fires at least this often. Default: no timer. */
  readonly everyMs?: number
}

/**
 * A worker. Write the properties in this order: TypeScript infers the types of `fire` from what stands before it.
 */
export interface WorkerOptions<Args, Defaults, Self, I, O extends Ports, Driver, Snapshot> {
  readonly driver?: Driver
  /** Ports by name; several ports need a rule (`zip`, `byTimestamp`), a driver's excepted. A source has none. */
  readonly inputs?: I
  readonly outputs?: O
  /** Checks the args (any Standard Schema), or the known args with their defaults. */
  readonly args?: Defaults
  /** Makes the object that does the work. What it makes is a cache: it is made anew in a replacement. */
  readonly setup?: (args: Args, context: Context) => Awaitable<Self>
  /** What outlives the process. Default: nothing, the worker is stateless. */
  readonly state?: StateOptions<NoInfer<Self>, Snapshot>
  /** May lose what it keeps when its process dies: marked as breaking determinism. */
  readonly volatile?: boolean
  /** One execution: items in, 0..n items out. All of it happens or nothing. */
  readonly fire: Fire<NoInfer<Self>, I, O, Driver>
  /** Called once when all inputs have ended, with what `notYet` has kept still unconsumed. */
  readonly finish?: (self: NoInfer<Self>, out: OutputPorts<O>) => Awaitable<void>
  /** Called when the process goes in peace. Never rely on it for data. */
  readonly teardown?: (self: NoInfer<Self>) => Awaitable<void>
  /** How the process waits. Default: `event-loop` for async `fire` and drivers, else `blocking`. */
  readonly waits?: 'blocking' | 'event-loop'
  /** Puts per output port in one firing. Default 16. */
  readonly maxPutsPerFiring?: number
}

/** What a system file gives: all args, or those that shall differ from the defaults. A schema takes what it takes. */
type GivenArgs<Args, Defaults> = [Defaults] extends [undefined]
  ? Args
  : Defaults extends StandardSchema<unknown>
    ? NonNullable<Defaults['~standard']['types']>['input']
    : Partial<Args>

/** What `setup` gets when its parameter has no type of its own. */
type KnownArgs<Defaults> = [Defaults] extends [undefined]
  ? NoPorts
  : Defaults extends StandardSchema<infer Output>
    ? Output
    : Defaults

declare const argsType: unique symbol

/** What `defineWorker` makes. `Args`, `I` and `O` are there for the types of the wiring. */
export interface WorkerDefinition<Args = unknown, I = unknown, O = unknown> {
  readonly kind: 'source' | 'transform' | 'driver'
  /** The module that a worker process imports to find this definition. */
  readonly moduleUrl: string
  /** Which one of the module's definitions this is, in the order in which they are made. */
  readonly indexInModule: number
  readonly inputs: Ports
  readonly outputs: Ports
  readonly rule: RuleOptions | undefined
  readonly options: WorkerOptions<unknown, unknown, unknown, unknown, Ports, DriverOptions | undefined, unknown>
  readonly [argsType]?: { readonly args: Args; readonly inputs: I; readonly outputs: O }
}

export const DEFAULT_MAX_PUTS_PER_FIRING = 16

/**
 * Defines a worker: one function that takes items and puts items, in a file of its own.
 * Pass `import.meta.url` first, so that a worker process knows what to import, and export the result.
 */
export function defineWorker<
  Defaults extends ArgsSchema | undefined = undefined,
  Args = KnownArgs<Defaults>,
  Self = undefined,
  const I extends Ports | RuledInputs = NoPorts,
  const O extends Ports = NoPorts,
  const Driver extends DriverOptions | undefined = undefined,
  Snapshot = unknown,
>(
  moduleUrl: string,
  options: WorkerOptions<Args, Defaults, Self, I, O, Driver, Snapshot>,
): WorkerDefinition<GivenArgs<Args, Defaults>, I, O> {
  const inputs = options.inputs ?? {}
  const ports: Ports = isRuled(inputs) ? inputs.ports : inputs
  const names = Object.keys(ports)
  if (typeof moduleUrl !== 'string' || !/^(file|data|https?):/.test(moduleUrl))
    throw new InvalidDefinitionError(
      'defineWorker',
      `the first argument must be import.meta.url, it is ${String(moduleUrl)}`,
    )
  if (typeof options.fire !== 'function') throw new InvalidDefinitionError(moduleUrl, 'fire must be a function')
  if (names.length > 1 && !isRuled(inputs) && options.driver === undefined)
    throw new InvalidDefinitionError(
      moduleUrl,
      `inputs ${names.join(', ')} need a rule: zip({ … }) or byTimestamp({ … }, …)`,
    )
  const siblings = definitionsOf(moduleUrl)
  const definition: WorkerDefinition<GivenArgs<Args, Defaults>, I, O> = {
    kind: options.driver !== undefined ? 'driver' : names.length === 0 ? 'source' : 'transform',
    moduleUrl,
    indexInModule: siblings.length,
    inputs: ports,
    outputs: options.outputs ?? {},
    rule: isRuled(inputs) ? inputs.rule : undefined,
    options: options as unknown as WorkerDefinition['options'],
  }
  siblings.push(definition)
  return definition
}

/**
 * All definitions that a module has made so far. A worker process imports the module and finds its worker here. The list is
 * shared by all copies of this package in a process, since a worker's module may have found another copy than ours.
 */
export function definitionsOf(moduleUrl: string): WorkerDefinition[] {
  const shared = globalThis as { [definitions]?: Map<string, WorkerDefinition[]> }
  shared[definitions] ??= new Map()
  let made = shared[definitions].get(moduleUrl)
  if (made === undefined) {
    made = []
    shared[definitions].set(moduleUrl, made)
  }
  return made
}

const definitions: unique symbol = Symbol.for('kahnveyor.definitions') as never
