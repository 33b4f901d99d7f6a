// Takes rows of telemetry as they come and hands on those that can be true, in order. Height and position are judged
// apart: a row whose height is missing keeps its position, and gets the height that the good rows around it give for
// its time.

import { radiansFromDegrees } from '../geometry/angle.ts'
import {
  type Anchor,
  believe,
  type ChannelRule,
  type JudgedValue,
  judge,
  refuseAll,
  type TelemetryFault,
} from './plausibility-channel.ts'
import { type PlausibilityOptions, resolvePlausibilityOptions } from './plausibility-options.ts'
import type { TelemetrySample } from './telemetry.ts'

/** A row that may be used, and which of its values come from its neighbours. */
export interface PlausibleSample extends TelemetrySample {
  readonly heightBridged: boolean
  readonly positionBridged: boolean
}

/** One fault, for the log. */
export interface TelemetryFinding {
  readonly timeUs: number
  readonly fault: TelemetryFault
}

export interface PlausibilityResult {
  readonly usable: readonly PlausibleSample[]
  readonly findings: readonly TelemetryFinding[]
}

interface PendingRow {
  readonly sample: TelemetrySample
  readonly height: JudgedValue
  readonly position: JudgedValue
}

/** What is remembered of one quantity: the value believed last, and the last good one before the rows that wait. */
interface ChannelMemory {
  anchor?: Anchor | undefined
  before?: JudgedValue | undefined
}

/** Everything that the filter remembers, as plain data; a bounded number of rows. */
export interface PlausibilityState {
  lastTimeUs: number | undefined
  readonly height: ChannelMemory
  readonly position: ChannelMemory
  pending: PendingRow[]
  readonly counts: Partial<Record<TelemetryFault, number>>
}

const METRES_PER_DEGREE = 111_320

/** Holds rows back only while a fault is undecided: none in clean telemetry, one or two around a single bad row. */
export class PlausibilityFilter {
  readonly options: PlausibilityOptions
  readonly #heightRule: ChannelRule
  readonly #positionRule: ChannelRule
  #state: PlausibilityState

  /** `state` is the snapshot of another filter, to go on where it stood. Throws `AS_TELEMETRY_OPTION`. */
  constructor(options: Partial<PlausibilityOptions> = {}, state?: PlausibilityState) {
    this.options = resolvePlausibilityOptions(options)
    const { heightNoiseM, climbRateMpsMax, positionNoiseM, groundSpeedMpsMax, agreeingRows } = this.options
    this.#heightRule = {
      distanceM: ([a = 0], [b = 0]) => Math.abs(a - b),
      noiseM: heightNoiseM,
      speedMpsMax: climbRateMpsMax,
      jump: 'height-jump',
      agreeingRows,
    }
    this.#positionRule = {
      distanceM: groundDistanceM,
      noiseM: positionNoiseM,
      speedMpsMax: groundSpeedMpsMax,
      jump: 'position-jump',
      agreeingRows,
    }
    this.#state = structuredClone(state ?? { lastTimeUs: undefined, height: {}, position: {}, pending: [], counts: {} })
  }

  snapshot(): PlausibilityState {
    return structuredClone(this.#state)
  }

  /** How often each fault occurred so far. */
  get counts(): Readonly<Partial<Record<TelemetryFault, number>>> {
    return this.#state.counts
  }

  /** Takes one row; answers the rows that can be used now, which may be none or several, this one or earlier ones. */
  push(sample: TelemetrySample): PlausibilityResult {
    const state = this.#state
    const rowFault = rowFaultOf(sample, state.lastTimeUs)
    if (rowFault !== undefined) return { usable: [], findings: [this.#count(sample.timeUs, rowFault)] }
    state.lastTimeUs = sample.timeUs
    const height = readValue(sample.timeUs, [sample.heightM], this.#heightFault(sample))
    const position = readValue(sample.timeUs, [sample.latitudeDeg, sample.longitudeDeg], this.#positionFault(sample))
    if (height.status === 'open') {
      state.height.anchor = judge(this.#heightRule, state.height.anchor, this.#openOf('height'), height)
    }
    if (position.status === 'open') {
      state.position.anchor = judge(this.#positionRule, state.position.anchor, this.#openOf('position'), position)
    }
    state.pending.push({ sample, height, position })
    return this.#release(false)
  }

  /**
   * No row comes any more: decides what is still open. A stream too short to agree on anything is believed as it is.
   */
  finish(): PlausibilityResult {
    for (const [name, rule] of [
      ['height', this.#heightRule],
      ['position', this.#positionRule],
    ] as const) {
      const open = this.#openOf(name)
      if (this.#state[name].anchor === undefined) this.#state[name].anchor = believe(rule, open)
      else refuseAll(open, rule.jump)
    }
    return this.#release(true)
  }

  #openOf(name: 'height' | 'position'): JudgedValue[] {
    return this.#state.pending.map((row) => row[name]).filter((value) => value.status === 'open')
  }

  #heightFault({ heightM }: TelemetrySample): TelemetryFault | undefined {
    if (!Number.isFinite(heightM)) return 'height-missing'
    const lastHeightM = this.#state.height.anchor?.value[0] ?? 0
    return heightM === 0 && lastHeightM > this.options.flyingHeightM ? 'height-zero' : undefined
  }

  #positionFault({ latitudeDeg, longitudeDeg, timeUs }: TelemetrySample): TelemetryFault | undefined {
    if (!(Math.abs(latitudeDeg) <= 90 && Math.abs(longitudeDeg) <= 180)) return 'position-missing'
    if (latitudeDeg === 0 && longitudeDeg === 0) return 'position-missing'
    const anchor = this.#state.position.anchor
    if (anchor === undefined || anchor.value[0] !== latitudeDeg || anchor.value[1] !== longitudeDeg) return undefined
    const moving = anchor.speedMps > this.options.repeatSpeedMpsMin
    return moving && timeUs - anchor.timeUs < this.options.repeatUsMax ? 'position-repeated' : undefined
  }

  /** Hands on the front rows that are decided and, where bad, can be bridged. */
  #release(finished: boolean): PlausibilityResult {
    const usable: PlausibleSample[] = []
    const findings: TelemetryFinding[] = []
    const { pending, height, position } = this.#state
    let released = 0
    for (const row of pending) {
      const heightValue = this.#bridge('height', height.before, released, finished)
      const positionValue = this.#bridge('position', position.before, released, finished)
      if (heightValue === 'undecided' || positionValue === 'undecided') break
      released++
      for (const value of [row.height, row.position]) {
        if (value.fault !== undefined) findings.push(this.#count(value.timeUs, value.fault))
      }
      if (row.height.status === 'good') height.before = row.height
      if (row.position.status === 'good') position.before = row.position
      if (heightValue === 'hole' || positionValue === 'hole') {
        findings.push(this.#count(row.sample.timeUs, 'hole-too-long'))
        continue
      }
      const [heightM = 0] = heightValue
      const [latitudeDeg = 0, longitudeDeg = 0] = positionValue
      const heightBridged = row.height.status !== 'good'
      const positionBridged = row.position.status !== 'good'
      usable.push({ ...row.sample, heightM, latitudeDeg, longitudeDeg, heightBridged, positionBridged })
    }
    this.#state.pending = pending.slice(released)
    return { usable, findings }
  }

  /** The value of one pending row, its own or the one between its good neighbours. */
  #bridge(
    name: 'height' | 'position',
    before: JudgedValue | undefined,
    index: number,
    finished: boolean,
  ): readonly number[] | 'hole' | 'undecided' {
    const { pending } = this.#state
    const at = (pending[index] as PendingRow)[name]
    if (at.status === 'good') return at.value
    if (at.status === 'open') return 'undecided'
    if (before === undefined) return 'hole'
    for (let later = index + 1; later < pending.length; later++) {
      const value = (pending[later] as PendingRow)[name]
      if (value.timeUs - before.timeUs > this.options.bridgeUsMax) return 'hole'
      if (value.status === 'open') return 'undecided'
      if (value.status === 'good') return valueBetween(before, value, at.timeUs)
    }
    return finished || at.timeUs - before.timeUs > this.options.bridgeUsMax ? 'hole' : 'undecided'
  }

  #count(timeUs: number, fault: TelemetryFault): TelemetryFinding {
    this.#state.counts[fault] = (this.#state.counts[fault] ?? 0) + 1
    return { timeUs, fault }
  }
}

function rowFaultOf(sample: TelemetrySample, lastTimeUs: number | undefined): TelemetryFault | undefined {
  if (!(sample.timeUs > (lastTimeUs ?? Number.NEGATIVE_INFINITY))) return 'time-not-increasing'
  const { yawRad, pitchRad, rollRad } = sample
  return [yawRad, pitchRad, rollRad].every((angle) => Math.abs(angle) <= Math.PI) ? undefined : 'attitude-missing'
}

function readValue(timeUs: number, value: readonly number[], fault: TelemetryFault | undefined): JudgedValue {
  return { timeUs, value, fault, status: fault === undefined ? 'open' : 'bad' }
}

function valueBetween(before: JudgedValue, after: JudgedValue, timeUs: number): number[] {
  const fraction = (timeUs - before.timeUs) / (after.timeUs - before.timeUs)
  return before.value.map((from, index) => from + ((after.value[index] as number) - from) * fraction)
}

/** Good to a percent, which is plenty to tell a jump. */
function groundDistanceM(
  [latitudeA = 0, longitudeA = 0]: readonly number[],
  [latitudeB = 0, longitudeB = 0]: readonly number[],
) {
  const shrink = Math.cos(radiansFromDegrees(latitudeA))
  return Math.hypot(latitudeA - latitudeB, (longitudeA - longitudeB) * shrink) * METRES_PER_DEGREE
}
