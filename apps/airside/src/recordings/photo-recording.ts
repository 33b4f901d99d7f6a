import { basename } from 'node:path'
import type { CameraIntrinsics } from '../camera/intrinsics.ts'
import { PhotoFolder, photoMount } from '../inputs/photo-folder.ts'
import type { Recording, TurnedPhotos } from './recording.ts'

const TURNED_NOTES = {
  told: 'turned by 180°, as told',
  found: 'found to be turned by 180°: turned back, it shows what its neighbours show',
} as const

/**
 * A folder of drone photos: they are put on the map, nothing is looked for in them. Photos that were turned after the flight
 * are searched for, unless `turned` names them. Throws what `PhotoFolder.open` throws.
 */
export async function photoRecording(path: string, turned?: TurnedPhotos): Promise<Recording> {
  const folder = await PhotoFolder.open(path, turned === undefined ? {} : { turned: turned.names })
  const known = turned?.known ?? 'found'
  const cameras: CameraIntrinsics[] = []
  const cameraOf = (camera: CameraIntrinsics): number => {
    const known = cameras.findIndex((each) => JSON.stringify(each) === JSON.stringify(camera))
    return known >= 0 ? known : cameras.push(camera) - 1
  }
  const names = folder.photos.filter((photo) => photo.turned).map((photo) => photo.frame.name)
  return {
    source: { kind: 'photos', folder: path, turned: { names, known } },
    title: `Photos ${basename(path)}`,
    home: folder.home,
    frames: folder.photos.map(({ frame, camera, gimbal, turned: isTurned }) => ({
      ...frame,
      camera: cameraOf(camera),
      gimbal,
      ...(isTurned && { note: TURNED_NOTES[known] }),
    })),
    cameras,
    mount: photoMount,
    uncertainty: {},
    detector: undefined,
    labelNames: [],
    pictures: { everyFrames: 1, widthPx: 800 },
    area: undefined,
    format: 'rgb8',
    telemetryCount: folder.telemetry.length,
    telemetryGapUsMax: 0,
    unreadable: folder.unreadable,
    telemetryAt: (index) => folder.telemetry[index]!,
    readInto: async (index, pixels) => {
      await folder.readInto(index, pixels, 'rgb8')
    },
  }
}
