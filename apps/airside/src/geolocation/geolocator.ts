// From a detection in a frame to a place on the ground: undistort the pixel, turn the ray into the world, meet the
// ground. The reference fits a perspective matrix to four pixels and maps through it; for a lens without distortion
// the two are equal, and only this one stays right with distortion (perspective-matrix.ts has the other).

import { AirsideError } from '../airside-error.ts'
import { type CameraIntrinsics, rayThroughPixel } from '../camera/intrinsics.ts'
import { type CameraMount, type CameraPose, cameraPose, type DronePose, requireMount } from '../camera/mount.ts'
import type { Detection } from '../detection/detection.ts'
import type { Rectangle } from '../detection/region.ts'
import { type Attitude, rotate } from '../geometry/rotation.ts'
import type { Vector3 } from '../geometry/vector3.ts'
import { type GroundPoint, groundIntersection } from './ground-intersection.ts'
import { defaultPoseUncertainty, type PoseUncertainty, sightingErrorM } from './sighting-error.ts'

/** One detection on the ground, metres from home. */
export interface Sighting extends GroundPoint {
  /** The corners of the box on the ground: top left, top right, bottom left, bottom right of the image. */
  readonly vertices: readonly [GroundPoint, GroundPoint, GroundPoint, GroundPoint]
  readonly label: number
  readonly confidence: number
  /** Root mean square of the horizontal error that the instruments' errors make. */
  readonly errorM: number
}

/** A detection that has no place on the ground, and why. */
export interface RefusedDetection {
  /** Position in the list of detections. */
  readonly index: number
  readonly code: string
  readonly reason: string
}

export interface LocatedFrame {
  readonly sightings: readonly Sighting[]
  readonly refused: readonly RefusedDetection[]
}

export interface GeolocatorOptions {
  readonly camera: CameraIntrinsics
  readonly mount: CameraMount
  /** Down coordinate of the ground, 0 at the height of home, negative for ground above it. */
  readonly groundDownM?: number
  readonly uncertainty?: Partial<PoseUncertainty>
}

export class Geolocator {
  readonly #camera: CameraIntrinsics
  readonly #mount: CameraMount
  readonly #groundDownM: number
  readonly #uncertainty: PoseUncertainty

  /** Throws `AS_ANGLE_RANGE`, `AS_GEOMETRY_SHAPE` for a mount that is none. */
  constructor({ camera, mount, groundDownM = 0, uncertainty = {} }: GeolocatorOptions) {
    this.#camera = camera
    this.#mount = requireMount(mount)
    this.#groundDownM = groundDownM
    this.#uncertainty = { ...defaultPoseUncertainty, ...uncertainty }
  }

  /**
   * Places all detections of a frame. One that cannot be placed is reported and does not touch the others; when the
   * pose itself is of no use (drone on or under the ground, angles out of range), each is refused for that reason.
   * `gimbal` takes the place of the mount's angles where the recording has its own.
   */
  locate(detections: readonly Detection[], drone: DronePose, gimbal?: Attitude): LocatedFrame {
    const sightings: Sighting[] = []
    const refused: RefusedDetection[] = []
    for (const [index, detection] of detections.entries()) {
      try {
        sightings.push(this.#place(detection, this.#poseOf(drone, gimbal)))
      } catch (error) {
        if (!(error instanceof AirsideError)) throw error
        refused.push({ index, code: error.code, reason: error.message })
      }
    }
    return { sightings, refused }
  }

  /**
   * The corners of the whole frame, or of a part of it, on the ground, in the order of `Sighting.vertices`; undefined where
   * one looks past it.
   */
  footprint(drone: DronePose, gimbal?: Attitude, area?: Rectangle): Sighting['vertices'] | undefined {
    const { widthPx, heightPx } = this.#camera
    try {
      return this.#corners(area ?? { x1: 0, y1: 0, x2: widthPx, y2: heightPx }, this.#poseOf(drone, gimbal))
    } catch (error) {
      if (!(error instanceof AirsideError)) throw error
      return undefined
    }
  }

  #poseOf(drone: DronePose, gimbal: Attitude | undefined): CameraPose {
    if (!(drone.downM < this.#groundDownM)) {
      throw new AirsideError('AS_GEOLOCATION_CAMERA', 'drone.downM', `value=${drone.downM} is on or under the ground`)
    }
    return cameraPose(drone, this.#mount, gimbal)
  }

  #place(detection: Detection, pose: CameraPose): Sighting {
    const { focalXPx, focalYPx } = this.#camera
    const direction = this.#directionOf(detection.centreX, detection.centreY, pose)
    return {
      ...groundIntersection(pose.positionM, direction, this.#groundDownM),
      vertices: this.#corners(detection, pose),
      label: detection.label,
      confidence: detection.confidence,
      errorM: sightingErrorM(
        this.#uncertainty,
        this.#groundDownM - pose.positionM[2],
        direction,
        (focalXPx + focalYPx) / 2,
        detection.confidence < 1,
        Math.max(detection.x2 - detection.x1, detection.y2 - detection.y1),
      ),
    }
  }

  #corners({ x1, y1, x2, y2 }: Pick<Detection, 'x1' | 'y1' | 'x2' | 'y2'>, pose: CameraPose): Sighting['vertices'] {
    const at = (xPx: number, yPx: number) =>
      groundIntersection(pose.positionM, this.#directionOf(xPx, yPx, pose), this.#groundDownM)
    return [at(x1, y1), at(x2, y1), at(x1, y2), at(x2, y2)]
  }

  #directionOf(xPx: number, yPx: number, pose: CameraPose): Vector3 {
    return rotate(pose.rotation, rayThroughPixel(this.#camera, xPx, yPx))
  }
}
