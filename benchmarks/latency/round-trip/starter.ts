import { type Context, end, type OutputPorts, type ViewOf } from 'kahnveyor'
import { percentiles, type Trip } from './trip.ts'

export interface StarterArgs {
  readonly trips: number
  /** Whether the next trip begins with the next turn of the driver's timer, so that all sleep before it. Else at once. */
  readonly gap: boolean
}

/** Sends a trip, waits for it to come back, notes how long that took, sends the next one. */
export class Starter {
  readonly #samplesUs: Float64Array
  readonly #context: Context
  readonly #gap: boolean
  #number = 0
  #isOut = false
  #leftNs = 0n

  constructor({ trips, gap }: StarterArgs, context: Context) {
    this.#samplesUs = new Float64Array(trips)
    this.#context = context
    this.#gap = gap
  }

  fire(back: ViewOf<typeof Trip> | undefined, out: OutputPorts<{ readonly out: typeof Trip }>): typeof end | undefined {
    if (back !== undefined) {
      this.#isOut = false
      const tookNs = process.hrtime.bigint() - this.#leftNs
      if (back.number !== this.#number) throw new Error(`expected trip ${this.#number}, got ${back.number}`)
      this.#samplesUs[this.#number] = Number(tookNs) / 1000
      this.#number += 1
      if (this.#number === this.#samplesUs.length) {
        this.#context.report(percentiles(this.#samplesUs))
        return end
      }
      // With a pause between trips, the driver's timer begins the next one.
      if (this.#gap) return undefined
    }
    if (this.#isOut) return undefined
    this.#isOut = true
    this.#leftNs = process.hrtime.bigint()
    out.out.put({ number: this.#number })
    return undefined
  }
}
