// The raw position log of the thermal flights (`GPSReceivedLog.log`): what the receiver said, faults included. Judging
// the rows is the merge's work, not this file's.

import { AirsideError } from '../airside-error.ts'
import { radiansFromDegrees, wrapAngleRad } from '../geometry/angle.ts'
import type { TelemetrySample } from '../merge/telemetry.ts'
import { readText } from './input-folder.ts'

export interface GpsReceivedLog {
  readonly rows: readonly TelemetrySample[]
  /** Rows left out because they repeat the position before them at a later time. */
  readonly repeatedCount: number
  /** Rows left out because the compass or the clock gave nothing. */
  readonly unusableCount: number
}

/**
 * Reads the log. A line is
 * `2021-03-09 15:03:06,028 DEBUG 483360693 143262938 2950 177 5 1615298586.028587 Old WayPoint`:
 * local time of the logger, level, latitude and longitude in 1e-7 degrees, height above take-off in cm, compass heading
 * in degrees (-1: none yet), a state of the way-point logic, Unix time in seconds, and whether the position is new.
 *
 * The receiver has a fix about every 0.2 s and is asked every 0.1 s, so every other line is `Old`: the last fix with
 * a later time. Interpolating through those would make the vehicle stand and jump; the upstream table interpolates
 * between `New` lines, and so do we. Roll and pitch are not logged and stay 0.
 *
 * Throws `AS_TABLE_MISSING`, `AS_TABLE_COLUMN` for a line of another kind and `AS_TELEMETRY_EMPTY`.
 */
export function readGpsReceivedLog(path: string): GpsReceivedLog {
  const lines = readText(path, 'it holds the positions of the flight').split(/\r?\n/)
  const rows: TelemetrySample[] = []
  let repeatedCount = 0
  let unusableCount = 0
  let previousUs = 0
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue
    const match = LINE.exec(line)
    if (!match) {
      throw new AirsideError(
        'AS_TABLE_COLUMN',
        `${path}:${index + 1}`,
        'is not "DATE TIME LEVEL latitude longitude height heading state unixtime New|Old WayPoint"; mend or remove it',
      )
    }
    const [latitude, longitude, heightCm, headingDeg, , timeS] = match.slice(1, 7).map(Number) as number[]
    const timeUs = Math.round(timeS! * 1e6)
    if (match[7] === 'Old') {
      repeatedCount += 1
      continue
    }
    if (headingDeg! < 0 || timeUs <= previousUs) {
      unusableCount += 1
      continue
    }
    previousUs = timeUs
    rows.push({
      timeUs,
      latitudeDeg: latitude! / 1e7,
      longitudeDeg: longitude! / 1e7,
      heightM: heightCm! / 100,
      yawRad: wrapAngleRad(radiansFromDegrees(headingDeg!)),
      pitchRad: 0,
      rollRad: 0,
    })
  }
  if (rows.length === 0) {
    throw new AirsideError('AS_TELEMETRY_EMPTY', path, 'holds no position that is new; is it the right log?')
  }
  return { rows, repeatedCount, unusableCount }
}

const LINE = /^\S+ \S+ [A-Z]+ (-?\d+) (-?\d+) (-?\d+) (-?\d+) (-?\d+) (\d+(?:\.\d+)?) (New|Old) WayPoint$/
