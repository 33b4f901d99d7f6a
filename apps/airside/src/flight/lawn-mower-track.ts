// The path over the ground: parallel lanes joined by half circles, at constant speed. Attitude and height are added by
// flight-pose.ts.

import type { FlightOptions } from './flight-options.ts'

/** A place on the track, in metres north and east of home. */
export interface TrackPoint {
  readonly northM: number
  readonly eastM: number
  /** Direction of travel, clockwise from north, within [-pi, pi]. */
  readonly courseRad: number
  /** -1 to 1: how hard and to which side the vehicle turns here. */
  readonly turn: number
}

/** The lanes run in this direction, so that no axis of the field is an axis of the map. */
const LANE_DIRECTION_RAD = 0.42

/** Length of the whole track. */
export function trackLengthM(options: FlightOptions): number {
  return options.laneCount * options.laneLengthM + (options.laneCount - 1) * turnLengthM(options)
}

/** The place after this distance; beyond either end the first or last lane goes straight on. */
export function trackPointAt(options: FlightOptions, distanceM: number): TrackPoint {
  const legM = options.laneLengthM + turnLengthM(options)
  const lane = Math.min(Math.max(Math.floor(distanceM / legM), 0), options.laneCount - 1)
  const alongM = distanceM - lane * legM
  const forth = lane % 2 === 0
  const acrossM = lane * options.laneSpacingM
  if (alongM <= options.laneLengthM || lane === options.laneCount - 1) {
    return inField(forth ? alongM : options.laneLengthM - alongM, acrossM, forth ? 0 : Math.PI, 0)
  }
  const radiusM = options.laneSpacingM / 2
  const angle = (alongM - options.laneLengthM) / radiusM
  const overshootM = radiusM * Math.sin(angle)
  return inField(
    forth ? options.laneLengthM + overshootM : -overshootM,
    acrossM + radiusM * (1 - Math.cos(angle)),
    forth ? angle : Math.PI - angle,
    (forth ? 1 : -1) * Math.sin(angle),
  )
}

/** North and east of a place given along and across the lanes, measured from the start of the first lane. */
export function fieldToNorthEast(alongM: number, acrossM: number): { northM: number; eastM: number } {
  return {
    northM: alongM * Math.cos(LANE_DIRECTION_RAD) - acrossM * Math.sin(LANE_DIRECTION_RAD),
    eastM: alongM * Math.sin(LANE_DIRECTION_RAD) + acrossM * Math.cos(LANE_DIRECTION_RAD),
  }
}

function turnLengthM(options: FlightOptions): number {
  return (Math.PI * options.laneSpacingM) / 2
}

function inField(alongM: number, acrossM: number, courseInFieldRad: number, turn: number): TrackPoint {
  const course = courseInFieldRad + LANE_DIRECTION_RAD
  return { ...fieldToNorthEast(alongM, acrossM), courseRad: course > Math.PI ? course - 2 * Math.PI : course, turn }
}
