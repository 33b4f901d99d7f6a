import assert from 'node:assert/strict'
import { test } from 'node:test'
import { u64 } from '../../src/message/number.ts'
import type { InputPort } from '../../src/queue/input-port.ts'
import { ByTimestampTaking, type Readiness } from '../../src/worker/input-taking.ts'

/** An input whose writer puts one more item at each of the questions named in `arrivals`. */
class ArrivingInput implements InputPort {
  readonly name: string
  readonly message = u64
  readonly #times: readonly number[]
  readonly #arrivals: readonly number[]
  #questions = 0
  #consumed = 0

  constructor(name: string, times: readonly number[], arrivals: readonly number[]) {
    this.name = name
    this.#times = times
    this.#arrivals = arrivals
  }

  has(ahead: number): boolean {
    this.#questions += 1
    const arrived = this.#arrivals.filter((question) => question < this.#questions).length
    return this.#consumed + ahead < arrived
  }

  resume(): void {}

  isExhausted(ahead: number): boolean {
    return !this.has(ahead) && this.#consumed + ahead >= this.#times.length
  }

  timeAt(ahead: number): number {
    return this.#times[this.#consumed + ahead] as number
  }

  earliestTime(): number {
    return this.timeAt(0)
  }

  viewer() {
    return { at: (ahead: number) => this.timeAt(ahead) }
  }

  consume(count: number): void {
    this.#consumed += count
  }

  ticketAt = () => 0
  finishedTicket = () => 0
  releaseSilentTickets = () => false
}

test('an item that arrives while a match is looked for is not taken without a look at its time', () => {
  const options = {
    kind: 'byTimestamp',
    lead: 'frames',
    time: 'timeUs',
    toleranceUs: Infinity,
    maxGapUs: Infinity,
  } as const
  // The writer of the side may be faster by any number of questions: all of its schedules give the same pair.
  for (let between = 0; between < 12; between += 1) {
    for (const match of ['bracket', 'nearest'] as const) {
      const lead = new ArrivingInput('frames', [25], [0])
      const side = new ArrivingInput('rows', [0, 10, 20, 30, 40], [0, between, 2 * between, 3 * between, 4 * between])
      const taking = new ByTimestampTaking([lead, side], { ...options, match })
      let readiness: Readiness = 'wait'
      for (let look = 0; look < 60 && readiness !== 'fire'; look += 1) {
        readiness = taking.prepare()
        if (readiness === 'skip') taking.consume(new Float64Array(2))
      }
      assert.equal(readiness, 'fire')
      assert.deepEqual(taking.inputs.rows, match === 'bracket' ? { before: 20, after: 30 } : 30, `${match} ${between}`)
    }
  }
})
