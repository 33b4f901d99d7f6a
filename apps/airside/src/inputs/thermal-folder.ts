// A folder of thermal frames with a position log (`images/`, `derived/frames.csv`, `log/GPSReceivedLog.log`), as two
// streams with times of their own. Joining them is the merge's work.

import { basename, join } from 'node:path'
import { AirsideError } from '../airside-error.ts'
import { type CameraIntrinsics, intrinsicsFromCalibration } from '../camera/intrinsics.ts'
import { type CameraMount, nadirMount } from '../camera/mount.ts'
import type { GlobalPosition } from '../geometry/geodesy.ts'
import type { TelemetrySample } from '../merge/telemetry.ts'
import { readCsvTable } from './csv-table.ts'
import { decodeInto, imageSize } from './decode-image.ts'
import type { FrameEntry, PixelFormat } from './frame-entry.ts'
import { readGpsReceivedLog } from './gps-received-log.ts'
import { listFiles, requireFolder } from './input-folder.ts'

/** Lens of the FLIR Vue Pro behind an HDMI grabber, as calibrated by those who recorded the flights. */
export const thermalCamera: CameraIntrinsics = intrinsicsFromCalibration({
  widthPx: 640,
  heightPx: 480,
  fx: 417.8933,
  fy: 526.2962,
  cx: 344.4168,
  cy: 206.0617,
  k1: -0.2536,
  k2: 0.0649,
})

/** Straight down and mounted backwards: the top of the image is to the rear. */
export const thermalMount: CameraMount = { ...nadirMount, attitude: { ...nadirMount.attitude, yawRad: Math.PI } }

export class ThermalFolder {
  readonly folder: string
  readonly frames: readonly FrameEntry[]
  /** From a little before the first frame to a little after the last. */
  readonly telemetry: readonly TelemetrySample[]
  /** Where the log begins, on the ground; heights count from there. */
  readonly home: GlobalPosition

  /**
   * Lists frames and reads telemetry; decodes nothing.
   * Throws `AS_FOLDER_*`, `AS_TABLE_*`, `AS_TELEMETRY_EMPTY` and `AS_TELEMETRY_OVERLAP`.
   */
  constructor(folder: string) {
    this.folder = folder
    requireFolder(folder)
    this.frames = listFrames(folder)
    const logPath = join(folder, 'log', 'GPSReceivedLog.log')
    const rows = readGpsReceivedLog(logPath).rows
    const { latitudeDeg, longitudeDeg } = rows[0]!
    this.home = { latitudeDeg, longitudeDeg, altitudeM: 0 }
    this.telemetry = aroundFrames(rows, this.frames, logPath)
  }

  /** Decodes a frame into the first bytes of `pixels`. Throws `AS_INDEX`, `AS_IMAGE_BROKEN`, `AS_BUFFER_TOO_SMALL`. */
  async readInto(index: number, pixels: Uint8Array, format: PixelFormat = 'gray8'): Promise<FrameEntry> {
    const frame = this.frames[index]
    if (!frame) {
      throw new AirsideError('AS_INDEX', this.folder, `index=${index} is not one of 0 to ${this.frames.length - 1}`)
    }
    const { widthPx, heightPx } = frame
    await decodeInto(join(this.folder, 'images', frame.name), { widthPx, heightPx, format }, pixels)
    return frame
  }
}

const TELEMETRY_MARGIN_US = 3_000_000

// The table lists the whole flight; only a part of its images may be in the folder.
function listFrames(folder: string): FrameEntry[] {
  const images = join(folder, 'images')
  const names = new Set(listFiles(images, ['.png']))
  const tablePath = join(folder, 'derived', 'frames.csv')
  const rows = readCsvTable(tablePath, ['image', 'frame_unix_time_s'], 'it says when each image was taken')
  const frames = rows
    .map((row) => ({ name: basename(row.text('image')), timeUs: Math.round(row.number('frame_unix_time_s') * 1e6) }))
    .filter(({ name }) => names.has(name))
    .sort((a, b) => a.timeUs - b.timeUs)
  if (frames.length === 0) {
    throw new AirsideError('AS_FOLDER_EMPTY', images, `holds none of the ${rows.length} images named in ${tablePath}`)
  }
  return frames.map((frame, index) => ({ index, ...frame, ...sizeOf(join(images, frame.name)) }))
}

// A file without a header is found out, and named, when it is read; it must not keep the others from being listed.
function sizeOf(path: string): { widthPx: number; heightPx: number } {
  try {
    return imageSize(path)
  } catch (error) {
    if (!(error instanceof AirsideError)) throw error
    return { widthPx: thermalCamera.widthPx, heightPx: thermalCamera.heightPx }
  }
}

// Before take-off the height is truly 0: rows that no frame can use would only be reported as implausible.
function aroundFrames(
  rows: readonly TelemetrySample[],
  frames: readonly FrameEntry[],
  logPath: string,
): readonly TelemetrySample[] {
  const [firstUs, lastUs] = [frames[0]!.timeUs, frames.at(-1)!.timeUs]
  const [fromUs, untilUs] = [rows[0]!.timeUs, rows.at(-1)!.timeUs]
  if (untilUs < firstUs || fromUs > lastUs) {
    throw new AirsideError(
      'AS_TELEMETRY_OVERLAP',
      logPath,
      `positions from ${isoTime(fromUs)} to ${isoTime(untilUs)} do not overlap the frames from ${isoTime(firstUs)} to ` +
        `${isoTime(lastUs)}; do log and images belong to one flight, with one clock?`,
    )
  }
  return rows.filter((row) => row.timeUs >= firstUs - TELEMETRY_MARGIN_US && row.timeUs <= lastUs + TELEMETRY_MARGIN_US)
}

function isoTime(timeUs: number): string {
  return new Date(timeUs / 1000).toISOString()
}
