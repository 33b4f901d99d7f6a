import { basename } from 'node:path'
import { AirsideError } from '../airside-error.ts'
import { thermalGrabOptions } from '../detection/thermal-grab-options.ts'
import { ThermalFolder, thermalCamera, thermalMount } from '../inputs/thermal-folder.ts'
import type { Recording } from './recording.ts'

/** A folder of thermal frames with a position log. Throws what `ThermalFolder` throws. */
export function thermalRecording(path: string): Recording {
  const folder = new ThermalFolder(path)
  const { widthPx, heightPx } = thermalCamera
  return {
    source: { kind: 'thermal', folder: path },
    title: `Thermal flight ${basename(path)}`,
    home: folder.home,
    cameras: [thermalCamera],
    mount: thermalMount,
    // The log has no pitch and roll, and the compass is that of the airframe.
    uncertainty: { positionM: 1, heightM: 0.5, tiltRad: 0.03, yawRad: 0.03 },
    detector: thermalGrabOptions,
    labelNames: ['nothing', 'warm body'],
    pictures: { everyFrames: 1, widthPx: 320 },
    area: thermalGrabOptions.activeArea,
    format: 'gray8',
    frames: folder.frames.map((frame) => ({ ...frame, widthPx, heightPx, camera: 0 })),
    telemetryCount: folder.telemetry.length,
    telemetryGapUsMax: 2_000_000,
    unreadable: [],
    telemetryAt: (index) => folder.telemetry[index]!,
    readInto: async (index, pixels) => {
      const frame = folder.frames[index]!
      if (frame.widthPx !== widthPx || frame.heightPx !== heightPx) {
        throw new AirsideError(
          'AS_FRAME_SIZE',
          frame.name,
          `is ${frame.widthPx} by ${frame.heightPx} pixels; the calibration is for ${widthPx} by ${heightPx}`,
        )
      }
      await folder.readInto(index, pixels, 'gray8')
    },
  }
}
