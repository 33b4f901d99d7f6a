/**
 * How a worker with several inputs takes its items. The rule stands with the inputs and shapes the argument of `fire`.
 * All rules here are deterministic: which items meet depends on the items alone, never on when they arrive.
 */
import type { Message, ViewOf } from '../message/message.ts'

/** Input or output ports by name, with the message that travels through each. */
export type Ports = Readonly<Record<string, Message>>
export type NoPorts = Readonly<Record<never, never>>

/** What `fire` gets for plain inputs: a view of one item per port. */
export type ViewsOf<P extends Ports> = { readonly [K in keyof P]: ViewOf<P[K]> }

declare const shape: unique symbol

/** Inputs that are taken by a rule. `Shape` is the argument that `fire` gets. */
export interface RuledInputs<P extends Ports = Ports, Shape = unknown> {
  readonly ports: P
  readonly rule: RuleOptions
  readonly [shape]?: Shape
}

export type RuleOptions = { readonly kind: 'zip' } | ByTimestampOptions

export interface ByTimestampOptions {
  readonly kind: 'byTimestamp'
  /** The port whose every item gives one firing. */
  readonly lead: string
  /** `nearest`: the other side's item closest in time, the later one of two equally close. `bracket`: the pair around it. */
  readonly match: 'nearest' | 'bracket'
  /** The numeric field, of the same name in every port, that holds an item's time. It never decreases along a queue. */
  readonly time: string
  /** `nearest`: a partner further away than this does not match. Default: any distance. In the unit of the field. */
  readonly toleranceUs: number
  /** `bracket`: a pair further apart than this does not match. Default: any distance. In the unit of the field. */
  readonly maxGapUs: number
}

/** One item of every port per firing, paired by position. Ends when any input has ended; what is left elsewhere is dropped, counted. */
export function zip<const P extends Ports>(ports: P): RuledInputs<P, ViewsOf<P>> {
  return { ports, rule: { kind: 'zip' } }
}

type TimeFieldOf<P extends Ports> = { [K in keyof P]: NumericFieldOf<ViewOf<P[K]>> }[keyof P]
type NumericFieldOf<V> = { [F in keyof V]: V[F] extends number ? F : never }[keyof V] & string

type Nearest<P extends Ports, Lead extends keyof P> = { readonly [K in keyof P]: ViewOf<P[K]> } & {
  readonly [K in Lead]: ViewOf<P[K]>
}
type Bracket<P extends Ports, Lead extends keyof P> = {
  readonly [K in keyof P]: K extends Lead
    ? ViewOf<P[K]>
    : { readonly before: ViewOf<P[K]>; readonly after: ViewOf<P[K]> }
}

/**
 * One firing per item of the `lead` port, with the items of the other ports that match it in time. It waits for proof, not
 * for a clock: an item is matched once no better partner can come. A lead item without a partner (before the other stream
 * began, after it ended, or too far away) is dropped and counted; items of the other ports that no lead item can need any more
 * are let go, also while the lead is silent but known to have moved on.
 */
export function byTimestamp<
  const P extends Ports,
  const Lead extends keyof P & string,
  const Match extends 'nearest' | 'bracket',
>(
  ports: P,
  options: {
    readonly lead: Lead
    readonly match: Match
    readonly time: TimeFieldOf<P>
    readonly toleranceUs?: number
    readonly maxGapUs?: number
  },
): RuledInputs<P, Match extends 'bracket' ? Bracket<P, Lead> : Nearest<P, Lead>> {
  return {
    ports,
    rule: {
      kind: 'byTimestamp',
      lead: options.lead,
      match: options.match,
      time: options.time,
      toleranceUs: options.toleranceUs ?? Number.POSITIVE_INFINITY,
      maxGapUs: options.maxGapUs ?? Number.POSITIVE_INFINITY,
    },
  }
}

export function isRuled(inputs: Ports | RuledInputs): inputs is RuledInputs {
  return typeof (inputs as { rule?: { kind?: unknown } }).rule?.kind === 'string'
}
