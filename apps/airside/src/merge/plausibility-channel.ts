// Judges one quantity of a telemetry stream (height, or position over the ground) against what the vehicle can do.
// Functions over plain data; the stream of rows is kept by plausibility-filter.ts.

/** Why a value or a row is not used. */
export type TelemetryFault =
  | 'time-not-increasing'
  | 'attitude-missing'
  | 'height-missing'
  | 'height-zero'
  | 'height-jump'
  | 'position-missing'
  | 'position-jump'
  | 'position-repeated'
  | 'hole-too-long'

/**
 * - `good`: used.
 * - `open`: disagrees with the value that was believed last; decided by the rows to come.
 * - `bad`: not used, for the fault beside it.
 */
export interface JudgedValue {
  readonly timeUs: number
  /** Metres of height, or latitude and longitude in degrees. */
  readonly value: readonly number[]
  status: 'good' | 'open' | 'bad'
  fault: TelemetryFault | undefined
}

/** The value that was believed last. */
export interface Anchor {
  readonly timeUs: number
  readonly value: readonly number[]
  /** Between this value and the one believed before. */
  readonly speedMps: number
}

export interface ChannelRule {
  readonly distanceM: (a: readonly number[], b: readonly number[]) => number
  readonly noiseM: number
  readonly speedMpsMax: number
  readonly jump: TelemetryFault
  readonly agreeingRows: number
}

/**
 * Gives `next` its status, and the open values before it theirs where that decides them. Returns the anchor after it.
 *
 * A value that the vehicle can have reached from the anchor is good, and shows that the open ones between were bad.
 * Otherwise it is open; once enough open values in a row agree with each other, they are believed and the anchor was
 * wrong (a barometer that was reset, a first row that was bad).
 */
export function judge(
  rule: ChannelRule,
  anchor: Anchor | undefined,
  open: readonly JudgedValue[],
  next: JudgedValue,
): Anchor | undefined {
  if (anchor !== undefined && isReachable(rule, anchor, next)) {
    refuseAll(open, rule.jump)
    next.status = 'good'
    return anchorAt(rule, anchor, next)
  }
  next.status = 'open'
  const last = open.at(-1)
  const agrees = last !== undefined && isReachable(rule, last, next)
  if (!agrees) refuseAll(open, rule.jump)
  const chain = agrees ? [...open, next] : [next]
  if (chain.length < rule.agreeingRows) return anchor
  return believe(rule, chain)
}

/** Makes a chain of open values good; the anchor moves to its end. */
export function believe(rule: ChannelRule, chain: readonly JudgedValue[]): Anchor | undefined {
  for (const value of chain) value.status = 'good'
  const last = chain.at(-1)
  return last === undefined ? undefined : anchorAt(rule, chain.at(-2), last)
}

export function refuseAll(values: readonly JudgedValue[], fault: TelemetryFault): void {
  for (const value of values) {
    value.status = 'bad'
    value.fault = fault
  }
}

type Placed = Pick<JudgedValue, 'timeUs' | 'value'>

function isReachable(rule: ChannelRule, from: Placed, to: Placed): boolean {
  const seconds = (to.timeUs - from.timeUs) / 1e6
  return rule.distanceM(from.value, to.value) <= rule.noiseM + rule.speedMpsMax * seconds
}

function anchorAt(rule: ChannelRule, before: Placed | undefined, at: Placed): Anchor {
  const seconds = before === undefined ? 0 : (at.timeUs - before.timeUs) / 1e6
  const distanceM = before === undefined ? 0 : rule.distanceM(before.value, at.value)
  return { timeUs: at.timeUs, value: at.value, speedMps: seconds === 0 ? 0 : distanceM / seconds }
}
