// Reads the recorded thermal flight for tests, by plain means of its own.

import { readFileSync } from 'node:fs'
import { decode } from 'fast-png'
import type { Frame } from '../src/detection/frame.ts'
import { radiansFromDegrees, wrapAngleRad } from '../src/geometry/angle.ts'
import type { TelemetrySample } from '../src/merge/telemetry.ts'

/** All rows of the GPS log; a heading of -1 stands for none. */
export function readGpsLog(folder: string): TelemetrySample[] {
  const lines = readFileSync(`${folder}/log/GPSReceivedLog.log`, 'utf8').trim().split('\n')
  return lines.map((line) => {
    const columns = line.split(' ').map(Number)
    const [latitude = 0, longitude = 0, altitudeCm = 0, headingDeg = 0] = columns.slice(3)
    return {
      timeUs: Math.round((columns[8] as number) * 1e6),
      latitudeDeg: latitude / 1e7,
      longitudeDeg: longitude / 1e7,
      heightM: altitudeCm / 100,
      yawRad: headingDeg < 0 ? Number.NaN : wrapAngleRad(radiansFromDegrees(headingDeg)),
      pitchRad: 0,
      rollRad: 0,
    }
  })
}

export interface RecordedFrame {
  readonly number: number
  readonly timeUs: number
  /** As others interpolated it, through the rows without height. */
  readonly upstream: TelemetrySample
}

/** The frames that have a picture, 33 to 70. */
export function readFrameTimes(folder: string): RecordedFrame[] {
  const [, ...lines] = readFileSync(`${folder}/derived/frames.csv`, 'utf8').trim().split('\n')
  const frames = lines.map((line) => {
    const cells = line.split(',')
    const timeUs = Math.round(Number(cells[1]) * 1e6)
    const upstream = {
      timeUs,
      latitudeDeg: Number(cells[3]),
      longitudeDeg: Number(cells[4]),
      heightM: Number(cells[5]),
      yawRad: wrapAngleRad(radiansFromDegrees(Number(cells[6]))),
      pitchRad: 0,
      rollRad: 0,
    }
    return { number: Number(cells[0]?.match(/(\d+)\.png/)?.[1]), timeUs, upstream }
  })
  return frames.filter(({ number }) => number >= 33 && number <= 70)
}

export function readPicture(folder: string, number: number): Frame {
  const png = decode(readFileSync(`${folder}/images/${number}.png`))
  return { format: 'rgb8', widthPx: png.width, heightPx: png.height, data: png.data as Uint8Array }
}
