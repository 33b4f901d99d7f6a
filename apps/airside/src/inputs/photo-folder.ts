// A folder of drone photos: every photo is a frame and its own row of telemetry. Knows about photos turned after the
// flight, by looking or by being told.

import { join, parse } from 'node:path'
import { AirsideError } from '../airside-error.ts'
import type { CameraIntrinsics } from '../camera/intrinsics.ts'
import { type CameraMount, nadirMount } from '../camera/mount.ts'
import { wrapAngleRad } from '../geometry/angle.ts'
import { type GlobalPosition, LocalFrame } from '../geometry/geodesy.ts'
import type { Attitude } from '../geometry/rotation.ts'
import type { TelemetrySample } from '../merge/telemetry.ts'
import { decodeInto, type PixelShape } from './decode-image.ts'
import type { FrameEntry, PixelFormat } from './frame-entry.ts'
import { GroundPicture } from './ground-agreement.ts'
import { listFiles } from './input-folder.ts'
import { type PhotoMetadata, readPhotoMetadata } from './photo-metadata.ts'
import { findTurnedPhotos, type TurnVerdict } from './turned-photos.ts'

export interface PhotoFolderOptions {
  /** Width to which photos are reduced when read, in pixels; default 1000. */
  readonly reducedWidthPx?: number
  /** Photos known to be turned by 180 degrees, by file name, with or without extension. Given: nothing is searched. */
  readonly turned?: readonly string[]
  /** Focal length at full size in pixels, where the metadata's is not good enough. */
  readonly focalPx?: number
}

/** A photo, its camera at the reduced size and its angles as they fit the stored rows. */
export interface Photo {
  readonly frame: FrameEntry
  readonly metadata: PhotoMetadata
  readonly camera: CameraIntrinsics
  /** Against north and the horizon; of a turned photo rolled by half a turn. */
  readonly gimbal: Attitude
  readonly turned: boolean
  /** What the pictures say; undefined where the caller said which are turned. */
  readonly verdict: TurnVerdict | undefined
}

export interface UnreadablePhoto {
  readonly name: string
  readonly reason: string
}

/** The angles of a photo's gimbal are against north. */
export const photoMount: CameraMount = { ...nadirMount, reference: 'north' }

export class PhotoFolder {
  readonly folder: string
  readonly photos: readonly Photo[]
  readonly frames: readonly FrameEntry[]
  readonly telemetry: readonly TelemetrySample[]
  /** On the ground below the first photo. */
  readonly home: GlobalPosition
  /** Files that are no photos with all their metadata, and why. */
  readonly unreadable: readonly UnreadablePhoto[]

  private constructor(folder: string, photos: readonly Photo[], unreadable: readonly UnreadablePhoto[]) {
    this.folder = folder
    this.unreadable = unreadable
    this.photos = photos
    this.frames = photos.map((photo) => photo.frame)
    this.telemetry = photos.map(({ frame, metadata }) => ({
      timeUs: frame.timeUs,
      latitudeDeg: metadata.latitudeDeg,
      longitudeDeg: metadata.longitudeDeg,
      heightM: metadata.heightM,
      ...metadata.flight,
    }))
    this.home = homeOf(photos.map((photo) => photo.metadata))
  }

  /**
   * Reads the metadata of all photos and, unless told, looks for turned ones (about 0.1 s a photo). A file whose metadata
   * cannot be read is left out and named in `unreadable`; where that is every file, the first one's error is thrown.
   * Throws `AS_FOLDER_*`, `AS_IMAGE_BROKEN`, `AS_PHOTO_METADATA` and `AS_PHOTO_TURNED` for a name that is not there.
   */
  static async open(folder: string, options: PhotoFolderOptions = {}): Promise<PhotoFolder> {
    const { reducedWidthPx = 1000, focalPx } = options
    const read: PhotoMetadata[] = []
    const unreadable: UnreadablePhoto[] = []
    let firstError: AirsideError | undefined
    for (const name of listFiles(folder, ['.jpg', '.jpeg'])) {
      try {
        read.push(await readPhotoMetadata(join(folder, name), focalPx))
      } catch (error) {
        if (!(error instanceof AirsideError)) throw error
        firstError ??= error
        unreadable.push({ name, reason: error.message })
      }
    }
    if (read.length === 0 && firstError !== undefined) throw firstError
    const metadata = spreadEqualTimes(read)
    const verdicts = options.turned ? undefined : await judge(folder, metadata)
    const told = namedPhotos(folder, metadata, options.turned ?? [])
    const photos = metadata.map((each, index): Photo => {
      const verdict = verdicts?.[index]
      const turned = verdict?.turned ?? told.has(each.name)
      const camera = reducedCamera(each, reducedWidthPx)
      const { widthPx, heightPx } = camera
      return {
        frame: { index, name: each.name, timeUs: each.timeUs, widthPx, heightPx },
        metadata: each,
        camera,
        gimbal: turned ? { ...each.gimbal, rollRad: wrapAngleRad(each.gimbal.rollRad + Math.PI) } : each.gimbal,
        turned,
        verdict,
      }
    })
    return new PhotoFolder(folder, photos, unreadable)
  }

  /** Decodes a photo at its reduced size, rows as stored, into the first bytes of `pixels`. */
  async readInto(index: number, pixels: Uint8Array, format: PixelFormat = 'rgb8'): Promise<FrameEntry> {
    const frame = this.frames[index]
    if (!frame) {
      throw new AirsideError('AS_INDEX', this.folder, `index=${index} is not one of 0 to ${this.frames.length - 1}`)
    }
    const { widthPx, heightPx } = frame
    await decodeInto(join(this.folder, frame.name), { widthPx, heightPx, format }, pixels)
    return frame
  }
}

const JUDGED_WIDTH_PX = 160
/** Of a portrait, so that a reduced photo has a largest size. */
export const REDUCED_HEIGHT_MAX_PX = 1500

async function judge(folder: string, metadata: readonly PhotoMetadata[]): Promise<TurnVerdict[]> {
  const local = new LocalFrame(homeOf(metadata))
  const pictures = []
  for (const photo of metadata) {
    const camera = reducedCamera(photo, JUDGED_WIDTH_PX)
    const grey = new Uint8Array(camera.widthPx * camera.heightPx)
    await decodeUnlessBroken(join(folder, photo.name), { ...camera, format: 'gray8' }, grey)
    const { northM, eastM } = local.toLocal({ ...photo, altitudeM: 0 })
    const { gimbal, heightM } = photo
    pictures.push(new GroundPicture({ camera, gimbal, northM, eastM, heightM, grey }))
  }
  return findTurnedPhotos(pictures)
}

// A picture of nothing agrees with no other, so a photo that cannot be decoded is taken as it is; whoever reads it says so.
async function decodeUnlessBroken(path: string, shape: PixelShape, pixels: Uint8Array): Promise<void> {
  try {
    await decodeInto(path, shape, pixels)
  } catch (error) {
    if (!(error instanceof AirsideError && error.code === 'AS_IMAGE_BROKEN')) throw error
    pixels.fill(0)
  }
}

function homeOf(metadata: readonly PhotoMetadata[]): GlobalPosition {
  const { latitudeDeg, longitudeDeg } = metadata[0]!
  return { latitudeDeg, longitudeDeg, altitudeM: 0 }
}

function reducedCamera(photo: PhotoMetadata, reducedWidthPx: number): CameraIntrinsics {
  const tallest = Math.floor((REDUCED_HEIGHT_MAX_PX * photo.widthPx) / photo.heightPx)
  const widthPx = Math.max(Math.min(reducedWidthPx, photo.widthPx, tallest), 1)
  const heightPx = Math.max(Math.round((photo.heightPx * widthPx) / photo.widthPx), 1)
  return {
    widthPx,
    heightPx,
    focalXPx: (photo.focalPx * widthPx) / photo.widthPx,
    focalYPx: (photo.focalPx * heightPx) / photo.heightPx,
    centreXPx: widthPx / 2,
    centreYPx: heightPx / 2,
    distortion: { k1: 0, k2: 0, p1: 0, p2: 0 },
  }
}

// Times of whole seconds may repeat in a quick series: the photos of one second share it evenly, in order of name.
function spreadEqualTimes(read: readonly PhotoMetadata[]): PhotoMetadata[] {
  const byTime = new Map<number, PhotoMetadata[]>()
  for (const photo of read) byTime.set(photo.timeUs, [...(byTime.get(photo.timeUs) ?? []), photo])
  return [...byTime.entries()]
    .sort(([a], [b]) => a - b)
    .flatMap(([timeUs, photos]) =>
      photos.map((photo, part) => ({
        ...photo,
        timeUs: timeUs + Math.floor((part * photo.timeResolutionUs) / photos.length),
      })),
    )
}

function namedPhotos(folder: string, metadata: readonly PhotoMetadata[], names: readonly string[]): Set<string> {
  return new Set(
    names.map((name) => {
      const wanted = parse(name).name.toLowerCase()
      const photo = metadata.find((each) => parse(each.name).name.toLowerCase() === wanted)
      if (photo) return photo.name
      throw new AirsideError('AS_PHOTO_TURNED', folder, `has no photo '${name}' to take as turned; check --turned`)
    }),
  )
}
