// The lens: which direction each pixel looks in. Pixels are measured from the outer corner of the image (0, 0) to the
// opposite one (width, height), so the first pixel covers 0 to 1; both end values are valid.

import { AirsideError } from '../airside-error.ts'
import { length, scale, type Vector3 } from '../geometry/vector3.ts'
import { type Distortion, distort, undistort } from './distortion.ts'

/** Everything as plain data, so that it travels as an option of a worker. */
export interface CameraIntrinsics {
  readonly widthPx: number
  readonly heightPx: number
  readonly focalXPx: number
  readonly focalYPx: number
  /** Where the optical axis meets the image, measured from the outer corner. */
  readonly centreXPx: number
  readonly centreYPx: number
  readonly distortion: Distortion
}

const NO_DISTORTION: Distortion = { k1: 0, k2: 0, p1: 0, p2: 0 }

/** A lens without distortion, its axis in the middle, from the full angles of view in radians within (0, pi). */
export function intrinsicsFromFieldOfView(
  widthPx: number,
  heightPx: number,
  fieldOfViewXRad: number,
  fieldOfViewYRad: number,
): CameraIntrinsics {
  requireResolution(widthPx, heightPx)
  requireFieldOfView(fieldOfViewXRad, 'camera.fieldOfViewXRad')
  requireFieldOfView(fieldOfViewYRad, 'camera.fieldOfViewYRad')
  return {
    widthPx,
    heightPx,
    focalXPx: widthPx / 2 / Math.tan(fieldOfViewXRad / 2),
    focalYPx: heightPx / 2 / Math.tan(fieldOfViewYRad / 2),
    centreXPx: widthPx / 2,
    centreYPx: heightPx / 2,
    distortion: NO_DISTORTION,
  }
}

/** What a calibration by OpenCV reports: focal lengths, principal point and Brown-Conrady coefficients. */
export interface CameraCalibration {
  readonly widthPx: number
  readonly heightPx: number
  readonly fx: number
  readonly fy: number
  /** Measured from the middle of the first pixel, as OpenCV does. */
  readonly cx: number
  readonly cy: number
  readonly k1?: number
  readonly k2?: number
  readonly p1?: number
  readonly p2?: number
}

/** A lens from its calibration; the principal point moves by half a pixel to this pipeline's origin. */
export function intrinsicsFromCalibration(calibration: CameraCalibration): CameraIntrinsics {
  const { widthPx, heightPx, fx, fy, cx, cy, k1 = 0, k2 = 0, p1 = 0, p2 = 0 } = calibration
  requireResolution(widthPx, heightPx)
  for (const [name, value] of Object.entries({ fx, fy })) {
    if (!(value > 0 && Number.isFinite(value))) {
      throw new AirsideError('AS_CAMERA_INTRINSICS', `camera.${name}`, `value=${value} must be greater than 0`)
    }
  }
  for (const [name, value] of Object.entries({ cx, cy, k1, k2, p1, p2 })) {
    if (!Number.isFinite(value)) {
      throw new AirsideError('AS_CAMERA_INTRINSICS', `camera.${name}`, `value=${value} must be a finite number`)
    }
  }
  return {
    widthPx,
    heightPx,
    focalXPx: fx,
    focalYPx: fy,
    centreXPx: cx + 0.5,
    centreYPx: cy + 0.5,
    distortion: { k1, k2, p1, p2 },
  }
}

/**
 * Direction of a pixel in the camera's frame, with 1 along the optical axis: `[1, right, down]`.
 * Throws `AS_CAMERA_PIXEL` outside the image and where the lens model has no inverse.
 */
export function rayThroughPixel(camera: CameraIntrinsics, xPx: number, yPx: number): Vector3 {
  requirePixel(xPx, camera.widthPx, 'pixel.x')
  requirePixel(yPx, camera.heightPx, 'pixel.y')
  const [right, down] = undistort(
    camera.distortion,
    (xPx - camera.centreXPx) / camera.focalXPx,
    (yPx - camera.centreYPx) / camera.focalYPx,
  )
  return [1, right, down]
}

/** `rayThroughPixel` with length 1. */
export function unitRayThroughPixel(camera: CameraIntrinsics, xPx: number, yPx: number): Vector3 {
  const ray = rayThroughPixel(camera, xPx, yPx)
  return scale(ray, 1 / length(ray))
}

/**
 * The pixel in which a direction of the camera's frame is seen, or undefined when it lies behind or beside the image.
 */
export function pixelOfRay(
  camera: CameraIntrinsics,
  ray: Vector3,
): { readonly xPx: number; readonly yPx: number } | undefined {
  if (ray[0] <= 0) return undefined
  const [x, y] = distort(camera.distortion, ray[1] / ray[0], ray[2] / ray[0])
  const xPx = camera.centreXPx + camera.focalXPx * x
  const yPx = camera.centreYPx + camera.focalYPx * y
  return xPx >= 0 && xPx <= camera.widthPx && yPx >= 0 && yPx <= camera.heightPx ? { xPx, yPx } : undefined
}

/**
 * The reference's scale of a pixel along one axis, -1 at one edge to 1 at the other, times a base vector. A camera
 * built from fields of view is this, written with focal lengths.
 */
export function scaledVectorOfPixel(pixelPx: number, resolutionPx: number, base: Vector3): Vector3 {
  if (!(resolutionPx > 0)) {
    throw new AirsideError('AS_CAMERA_PIXEL', 'resolution', `value=${resolutionPx} must be greater than 0`)
  }
  requirePixel(pixelPx, resolutionPx, 'pixel')
  return scale(base, (2 * pixelPx - resolutionPx) / resolutionPx)
}

function requireResolution(widthPx: number, heightPx: number): void {
  for (const [name, value] of Object.entries({ widthPx, heightPx })) {
    if (!(Number.isInteger(value) && value > 0)) {
      throw new AirsideError('AS_CAMERA_INTRINSICS', `camera.${name}`, `value=${value} must be a whole number above 0`)
    }
  }
}

function requireFieldOfView(angleRad: number, place: string): void {
  if (!(angleRad > 0 && angleRad < Math.PI)) {
    throw new AirsideError('AS_CAMERA_INTRINSICS', place, `value=${angleRad} must be within (0, pi)`)
  }
}

function requirePixel(valuePx: number, sizePx: number, place: string): void {
  if (!(valuePx >= 0 && valuePx <= sizePx)) {
    throw new AirsideError('AS_CAMERA_PIXEL', place, `value=${valuePx} must be within [0, ${sizePx}]`)
  }
}
