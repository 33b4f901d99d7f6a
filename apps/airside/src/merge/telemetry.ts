// One measurement of where the drone is and how it hangs in the air, as it comes from an autopilot or a log, and the
// way from there to the local pose that geolocation needs.

import { AirsideError } from '../airside-error.ts'
import type { DronePose } from '../camera/mount.ts'
import type { LocalFrame } from '../geometry/geodesy.ts'
import { interpolateAttitude } from '../geometry/quaternion.ts'
import type { Attitude } from '../geometry/rotation.ts'

/** Angles in radians within [-pi, pi]; a log without pitch and roll gives 0. */
export interface TelemetrySample extends Attitude {
  readonly timeUs: number
  readonly latitudeDeg: number
  readonly longitudeDeg: number
  /** Height above home. */
  readonly heightM: number
}

/** Metres about the home of the frame; height above home is the negative of down, as autopilots mean it. */
export function poseOfTelemetry(frame: LocalFrame, sample: TelemetrySample): DronePose {
  const { northM, eastM } = frame.toLocal({
    latitudeDeg: sample.latitudeDeg,
    longitudeDeg: sample.longitudeDeg,
    altitudeM: frame.home.altitudeM,
  })
  const { yawRad, pitchRad, rollRad } = sample
  return { northM, eastM, downM: -sample.heightM, yawRad, pitchRad, rollRad }
}

/**
 * Telemetry at a time between two samples: position and height along the line, attitude by the shortest arc. Latitude
 * and longitude are taken as linear, which is exact to a tenth of a millimetre over 100 m. Throws `AS_MERGE_TIME`
 * when the time is not between the two.
 */
export function interpolateTelemetry(before: TelemetrySample, after: TelemetrySample, timeUs: number): TelemetrySample {
  if (!(before.timeUs <= timeUs && timeUs <= after.timeUs)) {
    throw new AirsideError(
      'AS_MERGE_TIME',
      'timeUs',
      `value=${timeUs} is not between before=${before.timeUs} and after=${after.timeUs}`,
    )
  }
  const fraction = before.timeUs === after.timeUs ? 0 : (timeUs - before.timeUs) / (after.timeUs - before.timeUs)
  return {
    timeUs,
    latitudeDeg: between(before.latitudeDeg, after.latitudeDeg, fraction),
    longitudeDeg: before.longitudeDeg + fraction * shortTurnDeg(before.longitudeDeg, after.longitudeDeg),
    heightM: between(before.heightM, after.heightM, fraction),
    ...interpolateAttitude(before, after, fraction),
  }
}

/** The same for poses, which are already in metres; north, east and down along the line. */
export function interpolatePose(before: DronePose, after: DronePose, fraction: number): DronePose {
  return {
    northM: between(before.northM, after.northM, fraction),
    eastM: between(before.eastM, after.eastM, fraction),
    downM: between(before.downM, after.downM, fraction),
    ...interpolateAttitude(before, after, fraction),
  }
}

/**
 * The sample of a list sorted by time that stands at or before the time, and the one after it; undefined outside the
 * list.
 */
export function bracketingSamples<Sample extends { readonly timeUs: number }>(
  samples: readonly Sample[],
  timeUs: number,
): { readonly before: Sample; readonly after: Sample } | undefined {
  let low = 0
  let high = samples.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((samples[middle] as Sample).timeUs <= timeUs) low = middle + 1
    else high = middle
  }
  const before = samples[low - 1]
  const after = samples[low] ?? (before?.timeUs === timeUs ? before : undefined)
  return before === undefined || after === undefined ? undefined : { before, after }
}

function between(from: number, to: number, fraction: number): number {
  return from + (to - from) * fraction
}

function shortTurnDeg(fromDeg: number, toDeg: number): number {
  const turn = toDeg - fromDeg
  if (turn > 180) return turn - 360
  return turn < -180 ? turn + 360 : turn
}
