/**
 * How a replica takes items for a firing: one class per input rule. `prepare` looks at what has arrived and decides;
 * `consume` moves past what the firing used. Nothing is final before the replica commits.
 */
import { CapacityTooSmallError } from '../errors/firing-errors.ts'
import type { ByTimestampOptions } from '../graph/input-rule.ts'
import type { InputPort, Viewer } from '../queue/input-port.ts'

/** `fire`: `inputs` is set. `skip`: consume and commit without firing. `end`: no further firing is possible. */
export type Readiness = 'fire' | 'skip' | 'wait' | 'end'

export interface InputTaking {
  /** The argument of `fire`, valid after `prepare` said `fire`. */
  readonly inputs: Record<string, unknown>
  prepare(): Readiness
  /** Moves past what was prepared; what no firing uses is counted in `dropped`, or all of it in `deadLettered`. */
  consume(dropped: Float64Array, deadLettered?: Float64Array): void
  /** Which input a `wait` is for: its index, or -1. */
  waitsFor(): number
  /** A lower bound of the times that later firings can have, or undefined where inputs promise none. */
  readonly promising: { earliestTime(ahead: number): number } | undefined
}

/** One input: each firing takes one item, or, after `notYet`, that one and those kept before it. */
export class SingleTaking implements InputTaking {
  readonly inputs: Record<string, unknown> = {}
  readonly promising: InputPort
  readonly #input: InputPort
  readonly #viewer: Viewer
  readonly #capacity: number
  #kept = 0

  /** `capacity`: how many items one lane of the queue holds when it is full. */
  constructor(input: InputPort, capacity: number) {
    this.#input = input
    this.#viewer = input.viewer()
    this.#capacity = capacity
    this.promising = input
  }

  get inHand(): number {
    return this.#kept + 1
  }

  prepare(): Readiness {
    if (this.#input.has(this.#kept)) {
      this.inputs[this.#input.name] = this.#viewer.at(this.#kept)
      return 'fire'
    }
    return this.#input.isExhausted(this.#kept) ? 'end' : 'wait'
  }

  /** After `notYet`: the item stays in the queue, where it counts towards the fill. */
  keep(where: string): void {
    this.#kept += 1
    if (this.#kept >= this.#capacity && !this.#input.isExhausted(this.#kept))
      throw new CapacityTooSmallError(where, this.#input.name, this.#kept, this.#capacity)
  }

  /** The worker's object is new: what the old one had seen and kept, it has to see again. */
  forgetKept(): void {
    this.#kept = 0
  }

  consume(_dropped: Float64Array, deadLettered?: Float64Array): void {
    if (deadLettered !== undefined) deadLettered[0] = (deadLettered[0] as number) + this.#kept + 1
    this.#input.consume(this.#kept + 1)
    this.#kept = 0
  }

  /** At the end of the input: what was kept goes with `finish`. */
  consumeKept(): void {
    this.#input.consume(this.#kept)
    this.#kept = 0
  }

  /** The first `count` items, one after the other, as `fire` gets them. */
  *held(count: number): Generator<Record<string, unknown>> {
    for (let ahead = 0; ahead < count && this.#input.has(ahead); ahead += 1)
      yield { [this.#input.name]: this.#viewer.at(ahead) }
  }

  /** Passes over `count` items without looking: the firing that held them is given up. */
  giveUp(count: number, deadLettered: Float64Array): boolean {
    if (!this.#input.has(count - 1)) return false
    deadLettered[0] = (deadLettered[0] as number) + count
    this.#input.consume(count)
    return true
  }

  waitsFor(): number {
    return 0
  }
}

/** What the rules over several inputs share: how many items of each are used and how many are let go. */
abstract class SeveralTaking implements InputTaking {
  readonly inputs: Record<string, unknown> = {}
  protected readonly ports: readonly InputPort[]
  protected readonly used: number[]
  protected readonly letGo: number[]
  protected waiting = -1

  constructor(ports: readonly InputPort[]) {
    this.ports = ports
    this.used = ports.map(() => 0)
    this.letGo = ports.map(() => 0)
  }

  abstract readonly promising: { earliestTime(ahead: number): number } | undefined
  abstract prepare(): Readiness

  protected begin(): void {
    this.used.fill(0)
    this.letGo.fill(0)
    this.waiting = -1
  }

  consume(dropped: Float64Array, deadLettered?: Float64Array): void {
    for (const [index, port] of this.ports.entries()) {
      const used = this.used[index] as number
      const letGo = this.letGo[index] as number
      dropped[index] = (dropped[index] as number) + letGo
      if (deadLettered !== undefined) deadLettered[index] = (deadLettered[index] as number) + used
      port.consume(used + letGo)
    }
  }

  /** Once no firing is possible any more: empties what still arrives, so that nobody upstream is stuck with it. */
  protected letRestGo(counted: boolean): Readiness {
    let some = false
    let open = -1
    for (const [index, port] of this.ports.entries()) {
      let count = 0
      while (port.has(count)) count += 1
      ;(counted ? this.letGo : this.used)[index] = count
      if (count > 0) some = true
      if (!port.isExhausted(count)) open = index
    }
    this.waiting = open
    return some ? 'skip' : open >= 0 ? 'wait' : 'end'
  }

  waitsFor(): number {
    return this.waiting
  }
}

/** One item of each input, paired by position. */
export class ZipTaking extends SeveralTaking {
  readonly promising = {
    earliestTime: (ahead: number) => Math.min(...this.ports.map((port) => port.earliestTime(ahead))),
  }
  readonly #viewers: readonly Viewer[]

  constructor(ports: readonly InputPort[]) {
    super(ports)
    this.#viewers = ports.map((port) => port.viewer())
  }

  prepare(): Readiness {
    this.begin()
    const { ports } = this
    for (let index = 0; index < ports.length; index += 1) {
      const port = ports[index] as InputPort
      if (port.has(0)) {
        this.used[index] = 1
        continue
      }
      if (port.isExhausted(0)) {
        this.begin()
        return this.letRestGo(true)
      }
      this.waiting = index
      return 'wait'
    }
    for (let index = 0; index < ports.length; index += 1)
      this.inputs[(ports[index] as InputPort).name] = (this.#viewers[index] as Viewer).at(0)
    return 'fire'
  }
}

/** The items of the side inputs that match the lead's in time. See `byTimestamp` for what is promised. */
export class ByTimestampTaking extends SeveralTaking {
  readonly promising: InputPort
  readonly #options: ByTimestampOptions
  readonly #lead: InputPort
  readonly #leadIndex: number
  readonly #leadViewer: Viewer
  readonly #sides: readonly Side[]

  constructor(ports: readonly InputPort[], options: ByTimestampOptions) {
    super(ports)
    this.#options = options
    this.#leadIndex = ports.findIndex((port) => port.name === options.lead)
    this.#lead = ports[this.#leadIndex] as InputPort
    this.#leadViewer = this.#lead.viewer()
    this.promising = this.#lead
    this.#sides = ports.flatMap((port, index) =>
      index === this.#leadIndex
        ? []
        : [{ port, index, before: port.viewer(), after: port.viewer(), pair: { before: undefined, after: undefined } }],
    )
  }

  prepare(): Readiness {
    this.begin()
    if (!this.#lead.has(0)) {
      if (this.#lead.isExhausted(0)) return this.letRestGo(false)
      return this.#letPassedGo(this.#lead.earliestTime(0))
    }
    const timeUs = this.#lead.timeAt(0)
    let matched = true
    for (const side of this.#sides) {
      const found = this.#match(side, timeUs)
      if (found === 'wait') {
        // Items before the match are not needed by this lead item or any later one.
        this.waiting = side.index
        return this.used.some((count) => count > 0) ? 'skip' : 'wait'
      }
      if (found === 'none') matched = false
    }
    if (!matched) {
      this.letGo[this.#leadIndex] = 1
      return 'skip'
    }
    this.used[this.#leadIndex] = 1
    this.inputs[this.#options.lead] = this.#leadViewer.at(0)
    return 'fire'
  }

  /** Finds the side's match for a lead item at `timeUs`, shows it in `inputs`, and marks all before it as used. */
  #match(side: Side, timeUs: number): 'found' | 'none' | 'wait' {
    const { port, index } = side
    let after = 0
    let hasAfter = port.has(after)
    // Asked once per item: one that arrives between two questions would be taken for the match without a look at its time.
    while (hasAfter && port.timeAt(after) < timeUs) {
      after += 1
      hasAfter = port.has(after)
    }
    this.used[index] = Math.max(0, after - 1)
    if (!hasAfter && !port.isExhausted(after)) return this.#matchWithoutAfter(side, after, timeUs)
    const afterUs = hasAfter ? port.timeAt(after) : Number.POSITIVE_INFINITY
    const beforeUs = after > 0 ? port.timeAt(after - 1) : Number.NEGATIVE_INFINITY
    if (this.#options.match === 'bracket') {
      if (afterUs === timeUs) return this.#show(side, after, after)
      if (!Number.isFinite(beforeUs) || !Number.isFinite(afterUs) || afterUs - beforeUs > this.#options.maxGapUs)
        return 'none'
      return this.#show(side, after - 1, after)
    }
    const nearest = timeUs - beforeUs < afterUs - timeUs ? after - 1 : after
    const distanceUs = Math.min(timeUs - beforeUs, afterUs - timeUs)
    if (!Number.isFinite(distanceUs) || distanceUs > this.#options.toleranceUs) return 'none'
    this.inputs[port.name] = side.before.at(nearest)
    return 'found'
  }

  /**
   * The first side item that is not earlier than the lead has not come. Often it need not: the side's frontier bounds its time
   * from below, and that may prove what the match is, or that there is none. A side that is silent does not stall its lead.
   */
  #matchWithoutAfter({ port, before }: Side, after: number, timeUs: number): 'found' | 'none' | 'wait' {
    const earliestAfterUs = port.earliestTime(after)
    if (earliestAfterUs <= timeUs) return 'wait'
    const beforeUs = after > 0 ? port.timeAt(after - 1) : Number.NEGATIVE_INFINITY
    const { match, toleranceUs, maxGapUs } = this.#options
    if (match === 'bracket')
      return !Number.isFinite(beforeUs) || earliestAfterUs - beforeUs > maxGapUs ? 'none' : 'wait'
    const [sinceUs, untilUs] = [timeUs - beforeUs, earliestAfterUs - timeUs]
    if (Math.min(sinceUs, untilUs) > toleranceUs) return 'none'
    if (sinceUs >= untilUs) return 'wait'
    this.inputs[port.name] = before.at(after - 1)
    return 'found'
  }

  #show(side: Side, before: number, after: number): 'found' {
    side.pair.before = side.before.at(before)
    side.pair.after = side.after.at(after)
    this.inputs[side.port.name] = side.pair
    return 'found'
  }

  /**
   * The lead is silent, but no item of it before `boundUs` will come: what only such an item could need may go. One at `boundUs`
   * may still come, and it takes the first side item of that very time, so of several all stay.
   */
  #letPassedGo(boundUs: number): Readiness {
    this.waiting = this.#leadIndex
    for (const { port, index } of this.#sides) {
      let passed = 0
      while (port.has(passed + 1) && port.timeAt(passed) < boundUs && port.timeAt(passed + 1) <= boundUs) passed += 1
      this.used[index] = passed
    }
    return this.used.some((count) => count > 0) ? 'skip' : 'wait'
  }
}

interface Side {
  readonly port: InputPort
  readonly index: number
  readonly before: Viewer
  readonly after: Viewer
  readonly pair: { before: unknown; after: unknown }
}

/** A driver's inputs: whatever has arrived, one item of each, none of them needed. */
export class DriverTaking extends SeveralTaking {
  readonly promising = undefined
  readonly #viewers: readonly Viewer[]

  constructor(ports: readonly InputPort[]) {
    super(ports)
    this.#viewers = ports.map((port) => port.viewer())
  }

  /** Never says `end` by itself: a driver ends when its outputs are closed and its inputs exhausted. */
  prepare(): Readiness {
    this.begin()
    for (const [index, port] of this.ports.entries()) {
      const has = port.has(0)
      this.used[index] = has ? 1 : 0
      this.inputs[port.name] = has ? (this.#viewers[index] as Viewer).at(0) : undefined
    }
    return this.used.some((count) => count > 0) ? 'fire' : 'wait'
  }

  isExhausted(): boolean {
    return this.ports.every((port) => port.isExhausted(0))
  }
}

/** A source takes nothing. */
export class NoTaking implements InputTaking {
  readonly inputs = {}
  readonly promising = undefined

  prepare(): Readiness {
    return 'fire'
  }

  consume(): void {}

  waitsFor(): number {
    return -1
  }
}
