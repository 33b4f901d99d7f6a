// The reference's rule for joining detections to odometry: the nearest in time, never interpolated. Kept to compare
// with; the application interpolates (telemetry.ts).

/** Which of the two odometry items around a detection is nearer. Equally near: the current one. */
export function nearerOdometry(previousTime: number, currentTime: number, time: number): 'previous' | 'current' {
  return time - previousTime < currentTime - time ? 'previous' : 'current'
}

/** What became of the detections, in the order in which they came. */
export interface NearestMerge<Detected, Odometry> {
  readonly merged: readonly { readonly detected: Detected; readonly odometry: Odometry }[]
  /** Older than the odometry that was still at hand. */
  readonly dropped: readonly Detected[]
  /** Newer than all odometry so far; a live merge would still wait. */
  readonly waiting: readonly Detected[]
}

/**
 * Reads both lists once from the front, as two queues are read. Times are in one unit, of any kind; odometry is sorted.
 * Detections need not be, and one that comes too late is dropped.
 */
export function mergeByNearest<Detected, Odometry>(
  detections: readonly Detected[],
  odometry: readonly Odometry[],
  timeOfDetected: (detected: Detected) => number,
  timeOfOdometry: (odometry: Odometry) => number,
): NearestMerge<Detected, Odometry> {
  const merged: { detected: Detected; odometry: Odometry }[] = []
  const dropped: Detected[] = []
  let current = 1
  for (const [index, detected] of detections.entries()) {
    const time = timeOfDetected(detected)
    const previousItem = odometry[current - 1]
    if (previousItem === undefined) return { merged, dropped, waiting: detections.slice(index) }
    if (time < timeOfOdometry(previousItem)) {
      dropped.push(detected)
      continue
    }
    while (current < odometry.length && timeOfOdometry(odometry[current] as Odometry) < time) current++
    if (current >= odometry.length) return { merged, dropped, waiting: detections.slice(index) }
    const previous = odometry[current - 1] as Odometry
    const next = odometry[current] as Odometry
    const nearer = nearerOdometry(timeOfOdometry(previous), timeOfOdometry(next), time)
    merged.push({ detected, odometry: nearer === 'previous' ? previous : next })
  }
  return { merged, dropped, waiting: [] }
}
