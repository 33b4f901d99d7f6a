import { AirsideError } from '../airside-error.ts'
import type { BrightSpotOptions } from '../detection/bright-spot-options.ts'
import type { FlightOptions } from '../flight/flight-options.ts'
import { GeneratedFlight } from '../flight/generated-flight.ts'
import type { RecordedFrame, Recording } from './recording.ts'

/**
 * For the generated flight's camera: ground and noise stay below 120, targets rise above 170. No percentile, because two
 * targets in one frame would share the brightest thousandth and both fall below the smallest area.
 */
export const generatedDetector: Partial<BrightSpotOptions> = {
  thresholdPercentile: 0,
  brightnessMin: 130,
  averageBrightnessMin: 140,
  areaPixels: [160, 2000],
}

/** The flight that the program makes itself, or its first `durationS` seconds. Throws `AS_FLIGHT_*`. */
export function generatedRecording(given: Partial<FlightOptions> = {}, durationS?: number): Recording {
  const flight = new GeneratedFlight(given)
  const { options } = flight
  if (durationS !== undefined && !(durationS > 0)) {
    throw new AirsideError('AS_FLIGHT_OPTION', 'flight.durationS', `value=${durationS} must be greater than 0`)
  }
  const endUs = options.startTimeUs + (durationS ?? Number.POSITIVE_INFINITY) * 1e6
  const frames: RecordedFrame[] = []
  for (let index = 0; index < flight.frameCount; index++) {
    const entry = flight.entryAt(index)
    if (entry.timeUs <= endUs) frames.push({ ...entry, camera: 0 })
  }
  const last = frames.at(-1)
  if (last === undefined) {
    throw new AirsideError('AS_FLIGHT_OPTION', 'flight.durationS', `value=${durationS} is too short for a frame`)
  }
  // The bracket of the last frame, and some rows more for the plausibility of it.
  const rows = Math.ceil((last.timeUs - options.startTimeUs) / options.telemetryPeriodUs) + 8
  return {
    source: { kind: 'generated', flight: given, ...(durationS !== undefined && { durationS }) },
    title: `Generated flight, seed ${options.seed}`,
    home: flight.localFrame.home,
    cameras: [flight.camera],
    mount: flight.mount,
    uncertainty: {},
    detector: generatedDetector,
    labelNames: ['nothing', 'hot spot'],
    pictures: { everyFrames: 4, widthPx: 240 },
    area: undefined,
    format: 'gray8',
    frames,
    telemetryCount: Math.min(flight.telemetryCount, rows),
    telemetryGapUsMax: 2_000_000,
    unreadable: [],
    telemetryAt: (index) => flight.telemetryAt(index),
    readInto: (index, pixels) => {
      flight.frameAt(index, pixels)
    },
  }
}
