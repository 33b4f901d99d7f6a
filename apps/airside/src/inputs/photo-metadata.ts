// What a drone photo says about itself: EXIF for time, place and lens, XMP for height and angles. Nothing is corrected
// here; see turned-photos.ts for a photo whose angles no longer fit its rows.

import { basename } from 'node:path'
import exifr from 'exifr'
import { AirsideError } from '../airside-error.ts'
import { radiansFromDegrees, wrapAngleRad } from '../geometry/angle.ts'
import type { Attitude } from '../geometry/rotation.ts'
import { HEAD_BYTES, imageSize, readHead } from './decode-image.ts'

export interface PhotoMetadata {
  readonly name: string
  readonly widthPx: number
  readonly heightPx: number
  /** By the camera's clock, read as UTC: EXIF of this age has no zone. */
  readonly timeUs: number
  /** 1 s where the camera writes no fraction. */
  readonly timeResolutionUs: number
  readonly latitudeDeg: number
  readonly longitudeDeg: number
  readonly heightM: number
  /** Of the camera, against north and the horizon. */
  readonly gimbal: Attitude
  /** Of the airframe. */
  readonly flight: Attitude
  readonly focalPx: number
  /** The program that wrote the file again after the camera, if any. */
  readonly editedBy: string | undefined
}

/**
 * Reads one JPEG. Throws `AS_IMAGE_BROKEN` for no JPEG and `AS_PHOTO_METADATA` naming every field that is missing.
 * `focalPx` replaces the focal length worked out from the metadata.
 */
export async function readPhotoMetadata(path: string, focalPx?: number): Promise<PhotoMetadata> {
  const size = imageSize(path)
  const fields = await parse(path)
  const missing: string[] = []
  const number = (name: string) => {
    const value = Number(fields[name] ?? Number.NaN)
    if (!Number.isFinite(value)) missing.push(name)
    return value
  }
  const attitude = (prefix: string): Attitude => ({
    yawRad: wrapAngleRad(radiansFromDegrees(number(`${prefix}YawDegree`))),
    pitchRad: wrapAngleRad(radiansFromDegrees(number(`${prefix}PitchDegree`))),
    rollRad: wrapAngleRad(radiansFromDegrees(number(`${prefix}RollDegree`))),
  })
  const original = String(fields.DateTimeOriginal ?? '')
  const fraction = String(fields.SubSecTimeOriginal ?? '').trim()
  const timeUs = exifTimeUs(original, fraction)
  if (timeUs === undefined) missing.push('DateTimeOriginal')
  const focal = focalPx ?? focalFromMetadata(fields, size.widthPx, size.heightPx)
  if (focal === undefined) missing.push('FocalLength')
  const photo: PhotoMetadata = {
    name: basename(path),
    ...size,
    timeUs: timeUs ?? 0,
    timeResolutionUs: /^\d+$/.test(fraction) ? Math.round(1e6 / 10 ** fraction.length) : 1_000_000,
    latitudeDeg: number('latitude'),
    longitudeDeg: number('longitude'),
    heightM: number('RelativeAltitude'),
    gimbal: attitude('Gimbal'),
    flight: attitude('Flight'),
    focalPx: focal ?? 0,
    editedBy: editedBy(fields, original),
  }
  if (missing.length === 0) return photo
  throw new AirsideError(
    'AS_PHOTO_METADATA',
    path,
    `lacks ${missing.join(', ')} (EXIF and XMP of a drone photo); copy the original file again or remove it`,
  )
}

type Fields = Readonly<Record<string, unknown>>

// Read from memory: the package's own file reader does not run on current Node versions.
async function parse(path: string): Promise<Fields> {
  try {
    const options = { tiff: true, exif: true, gps: true, xmp: true, translateValues: false, reviveValues: false }
    return ((await exifr.parse(readHead(path, HEAD_BYTES), options)) ?? {}) as Fields
  } catch (cause) {
    throw new AirsideError('AS_PHOTO_METADATA', path, 'has metadata that cannot be read; copy it again or remove it', {
      cause,
    })
  }
}

function exifTimeUs(text: string, fraction: string): number | undefined {
  const match = /^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)$/.exec(text)
  if (!match) return undefined
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as number[]
  const partUs = /^\d+$/.test(fraction) ? Math.round(Number(`0.${fraction}`) * 1e6) : 0
  return Date.UTC(year!, month! - 1, day, hour, minute, second) * 1000 + partUs
}

/** Widths of sensors whose photos carry only the focal length in millimetres, by EXIF model. */
const SENSOR_WIDTH_MM: Readonly<Record<string, number>> = { FC300S: 6.317, FC300X: 6.317, FC330: 6.317 }

// The 35 mm equivalent is a whole number of millimetres, so it is the second choice: of equal diagonals, on a 4:3 sensor.
function focalFromMetadata(fields: Fields, widthPx: number, heightPx: number): number | undefined {
  const sensorWidthMm = SENSOR_WIDTH_MM[String(fields.Model ?? '').trim()]
  const focalMm = Number(fields.FocalLength)
  if (sensorWidthMm !== undefined && focalMm > 0) return (focalMm * widthPx) / sensorWidthMm
  const equivalentMm = Number(fields.FocalLengthIn35mmFormat)
  if (!(equivalentMm > 0)) return undefined
  const diagonalPx = (Math.max(widthPx, (heightPx * 4) / 3) * 5) / 4
  return (equivalentMm * diagonalPx) / Math.hypot(36, 24)
}

// A camera writes both times equal; whoever saves the file later leaves its name and its own time.
function editedBy(fields: Fields, original: string): string | undefined {
  const modified = fields.ModifyDate
  if (typeof modified !== 'string' || modified === original) return undefined
  return String(fields.CreatorTool ?? fields.Software ?? 'an unnamed program').trim()
}
