// How the camera sits on the drone: its place, its orientation, and what the orientation is measured against.

import {
  type Attitude,
  compose,
  type Matrix3,
  requireAttitude,
  rotate,
  rotationFromAttitude,
} from '../geometry/rotation.ts'
import { add, requireVector3, type Vector3 } from '../geometry/vector3.ts'

/**
 * What the camera's yaw, pitch and roll are measured against.
 * - `body`: the airframe; a camera screwed to the drone. All of the drone's attitude acts.
 * - `heading`: the drone's heading, level; a gimbal that follows yaw and holds the horizon. Only yaw acts.
 * - `north`: north and the horizon; what DJI's gimbal angles are. The drone's attitude does not act.
 */
export type MountReference = 'body' | 'heading' | 'north'

/** Pitch -pi/2 looks straight down with the top of the image forward. */
export interface CameraMount {
  /** Forward, right, down of the drone's own position, in metres. Turns with the airframe in every case. */
  readonly positionM: Vector3
  readonly attitude: Attitude
  readonly reference: MountReference
}

/** Straight down, top of the image forward, screwed to the airframe. */
export const nadirMount: CameraMount = {
  positionM: [0, 0, 0],
  attitude: { yawRad: 0, pitchRad: -Math.PI / 2, rollRad: 0 },
  reference: 'body',
}

/** Position in local NED about home, attitude in radians. */
export interface DronePose extends Attitude {
  readonly northM: number
  readonly eastM: number
  readonly downM: number
}

/** The camera in the world: its place, and the matrix from its frame to NED. */
export interface CameraPose {
  readonly positionM: Vector3
  readonly rotation: Matrix3
}

/** Checks a mount given as an option: `AS_ANGLE_RANGE`, `AS_GEOMETRY_SHAPE`. */
export function requireMount(mount: CameraMount, place = 'mount'): CameraMount {
  requireVector3(mount.positionM, `${place}.positionM`)
  requireAttitude(mount.attitude, `${place}.attitude`)
  return mount
}

/** Where the camera is and looks. `gimbal`, where the recording has its angles, takes the place of the mount's. */
export function cameraPose(drone: DronePose, mount: CameraMount, gimbal?: Attitude): CameraPose {
  const body = rotationFromAttitude(drone, 'drone')
  const own = rotationFromAttitude(gimbal ?? mount.attitude, gimbal === undefined ? 'mount.attitude' : 'gimbal')
  return {
    positionM: add([drone.northM, drone.eastM, drone.downM], rotate(body, mount.positionM)),
    rotation: cameraRotation(drone, mount.reference, body, own),
  }
}

function cameraRotation(drone: DronePose, reference: MountReference, body: Matrix3, own: Matrix3): Matrix3 {
  switch (reference) {
    case 'body':
      return compose(body, own)
    case 'heading':
      return compose(rotationFromAttitude({ yawRad: drone.yawRad, pitchRad: 0, rollRad: 0 }), own)
    case 'north':
      return own
  }
}
