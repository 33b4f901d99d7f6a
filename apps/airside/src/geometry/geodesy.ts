// Between latitude, longitude, altitude (WGS84 ellipsoid) and metres north, east, down of a home. Exact on the
// ellipsoid, by way of earth-centred coordinates (NIMA TR8350.2, section 4); never by metres per degree.

import { AirsideError } from '../airside-error.ts'
import { degreesFromRadians, radiansFromDegrees } from './angle.ts'
import type { Vector3 } from './vector3.ts'

/** Latitude and longitude in degrees, altitude in metres above the ellipsoid (or one consistent other zero). */
export interface GlobalPosition {
  readonly latitudeDeg: number
  readonly longitudeDeg: number
  readonly altitudeM: number
}

/** Metres from home; `downM` below 0 is above home. */
export interface LocalPosition {
  readonly northM: number
  readonly eastM: number
  readonly downM: number
}

const SEMI_MAJOR_AXIS_M = 6_378_137
const FLATTENING = 1 / 298.257223563
const SEMI_MINOR_AXIS_M = SEMI_MAJOR_AXIS_M * (1 - FLATTENING)
const ECCENTRICITY_SQUARED = FLATTENING * (2 - FLATTENING)
const SECOND_ECCENTRICITY_SQUARED = ECCENTRICITY_SQUARED / (1 - ECCENTRICITY_SQUARED)
/** Each round gains at least five digits below 100 km; three reach the last bit. */
const LATITUDE_ROUNDS = 3

/** Earth-centred, earth-fixed coordinates in metres. */
export function earthCentredFromGlobal(position: GlobalPosition): Vector3 {
  const latitude = radiansFromDegrees(position.latitudeDeg)
  const longitude = radiansFromDegrees(position.longitudeDeg)
  const sinLatitude = Math.sin(latitude)
  const normalM = SEMI_MAJOR_AXIS_M / Math.sqrt(1 - ECCENTRICITY_SQUARED * sinLatitude * sinLatitude)
  const fromAxisM = (normalM + position.altitudeM) * Math.cos(latitude)
  return [
    fromAxisM * Math.cos(longitude),
    fromAxisM * Math.sin(longitude),
    (normalM * (1 - ECCENTRICITY_SQUARED) + position.altitudeM) * sinLatitude,
  ]
}

/** Inverse of `earthCentredFromGlobal` (Bowring 1976, iterated on the reduced latitude). */
export function globalFromEarthCentred([x, y, z]: Vector3): GlobalPosition {
  const fromAxisM = Math.hypot(x, y)
  let reduced = Math.atan2(SEMI_MAJOR_AXIS_M * z, SEMI_MINOR_AXIS_M * fromAxisM)
  let latitude = 0
  for (let round = 0; round < LATITUDE_ROUNDS; round++) {
    latitude = Math.atan2(
      z + SECOND_ECCENTRICITY_SQUARED * SEMI_MINOR_AXIS_M * Math.sin(reduced) ** 3,
      fromAxisM - ECCENTRICITY_SQUARED * SEMI_MAJOR_AXIS_M * Math.cos(reduced) ** 3,
    )
    reduced = Math.atan2((1 - FLATTENING) * Math.sin(latitude), Math.cos(latitude))
  }
  const sinLatitude = Math.sin(latitude)
  const toSurfaceM = SEMI_MAJOR_AXIS_M * Math.sqrt(1 - ECCENTRICITY_SQUARED * sinLatitude * sinLatitude)
  return {
    latitudeDeg: degreesFromRadians(latitude),
    longitudeDeg: degreesFromRadians(Math.atan2(y, x)),
    altitudeM: fromAxisM * Math.cos(latitude) + z * sinLatitude - toSurfaceM,
  }
}

/** North, east and down of one home, with its trigonometry worked out once. */
export class LocalFrame {
  readonly home: GlobalPosition
  readonly #origin: Vector3
  readonly #sinLatitude: number
  readonly #cosLatitude: number
  readonly #sinLongitude: number
  readonly #cosLongitude: number

  /** Throws `AS_GEODESY_POSITION` for a home that is no place on earth. */
  constructor(home: GlobalPosition, place = 'home') {
    requireGlobalPosition(home, place)
    this.home = home
    this.#origin = earthCentredFromGlobal(home)
    this.#sinLatitude = Math.sin(radiansFromDegrees(home.latitudeDeg))
    this.#cosLatitude = Math.cos(radiansFromDegrees(home.latitudeDeg))
    this.#sinLongitude = Math.sin(radiansFromDegrees(home.longitudeDeg))
    this.#cosLongitude = Math.cos(radiansFromDegrees(home.longitudeDeg))
  }

  toLocal(position: GlobalPosition): LocalPosition {
    const [x, y, z] = earthCentredFromGlobal(position)
    const dx = x - this.#origin[0]
    const dy = y - this.#origin[1]
    const dz = z - this.#origin[2]
    const outwardM = this.#cosLongitude * dx + this.#sinLongitude * dy
    return {
      northM: -this.#sinLatitude * outwardM + this.#cosLatitude * dz,
      eastM: -this.#sinLongitude * dx + this.#cosLongitude * dy,
      downM: -this.#cosLatitude * outwardM - this.#sinLatitude * dz,
    }
  }

  toGlobal(position: LocalPosition): GlobalPosition {
    const { northM, eastM, downM } = position
    const outwardM = -this.#sinLatitude * northM - this.#cosLatitude * downM
    return globalFromEarthCentred([
      this.#origin[0] + this.#cosLongitude * outwardM - this.#sinLongitude * eastM,
      this.#origin[1] + this.#sinLongitude * outwardM + this.#cosLongitude * eastM,
      this.#origin[2] + this.#cosLatitude * northM - this.#sinLatitude * downM,
    ])
  }
}

/** Latitude within 90 degrees, longitude within 180, all finite, else `AS_GEODESY_POSITION`. */
export function requireGlobalPosition(position: GlobalPosition, place: string): GlobalPosition {
  const { latitudeDeg, longitudeDeg, altitudeM } = position
  if (!(Math.abs(latitudeDeg) <= 90)) {
    throw new AirsideError('AS_GEODESY_POSITION', `${place}.latitudeDeg`, `value=${latitudeDeg} must be within 90`)
  }
  if (!(Math.abs(longitudeDeg) <= 180)) {
    throw new AirsideError('AS_GEODESY_POSITION', `${place}.longitudeDeg`, `value=${longitudeDeg} must be within 180`)
  }
  if (!Number.isFinite(altitudeM)) {
    throw new AirsideError('AS_GEODESY_POSITION', `${place}.altitudeM`, `value=${altitudeM} must be finite`)
  }
  return position
}
