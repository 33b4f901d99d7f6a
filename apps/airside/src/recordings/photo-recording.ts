import { basename } from 'node:path'
import type { CameraIntrinsics } from '../camera/intrinsics.ts'
import { PhotoFolder, photoMount } from '../inputs/photo-folder.ts'
import type { Recording } from './recording.ts'

/**
 * A folder of drone photos: they are put on the map, nothing is looked for in them. Photos that were turned after the flight
 * are searched for, unless `turned` names them. Throws what `PhotoFolder.open` throws.
 */
export async function photoRecording(path: string, turned?: readonly string[]): Promise<Recording> {
  const folder = await PhotoFolder.open(path, turned === undefined ? {} : { turned })
  const cameras: CameraIntrinsics[] = []
  const cameraOf = (camera: CameraIntrinsics): number => {
    const known = cameras.findIndex((each) => JSON.stringify(each) === JSON.stringify(camera))
    return known >= 0 ? known : cameras.push(camera) - 1
  }
  const found = folder.photos.filter((photo) => photo.turned).map((photo) => photo.frame.name)
  return {
    source: { kind: 'photos', folder: path, turned: found },
    title: `Photos ${basename(path)}`,
    home: folder.home,
    frames: folder.photos.map(({ frame, camera, gimbal, turned: isTurned, verdict }) => ({
      ...frame,
      camera: cameraOf(camera),
      gimbal,
      ...(isTurned && {
        note:
          verdict === undefined
            ? 'turned by 180°, as told'
            : 'found to be turned by 180°: its neighbours show the same ground the other way up',
      }),
    })),
    cameras,
    mount: photoMount,
    uncertainty: {},
    detector: undefined,
    labelNames: [],
    pictures: { everyFrames: 1, widthPx: 800 },
    format: 'rgb8',
    telemetryCount: folder.telemetry.length,
    telemetryGapUsMax: 0,
    unreadable: [],
    telemetryAt: (index) => folder.telemetry[index]!,
    readInto: async (index, pixels) => {
      await folder.readInto(index, pixels, 'rgb8')
    },
  }
}
