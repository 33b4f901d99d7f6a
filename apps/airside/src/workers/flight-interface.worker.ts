// The autopilot: replays the recording's telemetry row by row and lets through what can be true.

import { defineWorker, end } from 'kahnveyor'
import type { PlausibilityResult } from '../merge/plausibility-filter.ts'
import { PlausibilityFilter, type PlausibilityState, type PlausibleSample } from '../merge/plausibility-filter.ts'
import { Telemetry, TelemetryFault } from '../messages.ts'
import { openRecording } from '../recordings/open-recording.ts'
import type { Recording, RecordingSource } from '../recordings/recording.ts'

export interface FlightInterfaceArgs {
  readonly source: RecordingSource
}

/** At most this many rows leave in one firing; the filter may release more at once. */
const ROWS_PER_FIRING = 16

export default defineWorker(import.meta.url, {
  outputs: { odometry: Telemetry, faults: TelemetryFault },
  maxPutsPerFiring: 256,
  setup: async ({ source }: FlightInterfaceArgs, context) => {
    const recording = await openRecording(source)
    return new FlightInterface(recording, (text) => context.log.warn(text))
  },
  state: {
    maxBytes: 1 << 18,
    snapshot: (self) => self.snapshot(),
    restore: (self, snapshot) => self.restore(snapshot),
  },
  fire: (self, out) => {
    const { rows, faults, isLast } = self.next()
    for (const row of rows) out.odometry.put(row)
    for (const fault of faults) out.faults.put(fault)
    return isLast ? end : undefined
  },
})

interface FlightInterfaceState {
  readonly nextRow: number
  readonly filter: PlausibilityState
  readonly waiting: readonly PlausibleSample[]
}

class FlightInterface {
  readonly #recording: Recording
  readonly #warn: (text: string) => void
  #filter = new PlausibilityFilter()
  #nextRow = 0
  /** Plausible rows that the last firings had no room for. */
  #waiting: PlausibleSample[] = []

  constructor(recording: Recording, warn: (text: string) => void) {
    this.#recording = recording
    this.#warn = warn
  }

  /** Judges one more row, if none waits from before. After the last row it decides what is still open. */
  next() {
    let faults: PlausibilityResult['findings'] = []
    if (this.#waiting.length === 0 && this.#nextRow <= this.#recording.telemetryCount) {
      const atEnd = this.#nextRow === this.#recording.telemetryCount
      const judged = atEnd ? this.#filter.finish() : this.#filter.push(this.#recording.telemetryAt(this.#nextRow))
      this.#nextRow += 1
      this.#waiting.push(...judged.usable)
      faults = judged.findings
      for (const { timeUs, fault } of faults) {
        this.#warn(`telemetry at ${new Date(timeUs / 1000).toISOString()} not used as it is: ${fault}`)
      }
    }
    const rows = this.#waiting.splice(0, ROWS_PER_FIRING)
    return { rows, faults, isLast: this.#waiting.length === 0 && this.#nextRow > this.#recording.telemetryCount }
  }

  snapshot(): FlightInterfaceState {
    return { nextRow: this.#nextRow, filter: this.#filter.snapshot(), waiting: this.#waiting }
  }

  restore(state: FlightInterfaceState): void {
    this.#nextRow = state.nextRow
    this.#filter = new PlausibilityFilter({}, state.filter)
    this.#waiting = [...state.waiting]
  }
}
