// Angles in radians and their wrap. Degrees appear only where data from outside has them.

const RADIANS_PER_DEGREE = Math.PI / 180

export function radiansFromDegrees(angleDeg: number): number {
  return angleDeg * RADIANS_PER_DEGREE
}

export function degreesFromRadians(angleRad: number): number {
  return angleRad / RADIANS_PER_DEGREE
}

/** The same direction within [-pi, pi]; an angle already inside is returned unchanged. */
export function wrapAngleRad(angleRad: number): number {
  if (angleRad >= -Math.PI && angleRad <= Math.PI) return angleRad
  const turns = Math.round(angleRad / (2 * Math.PI))
  return angleRad - turns * 2 * Math.PI
}

/** Turn from one direction to the other by the shorter way, within [-pi, pi]. */
export function angleBetweenRad(fromRad: number, toRad: number): number {
  return wrapAngleRad(toRad - fromRad)
}
