// The percentile of the grey values of a frame, by counting.

/** Number of pixels per grey value, 0 to 255. */
export function brightnessHistogram(grey: Uint8Array, histogram: Uint32Array): Uint32Array {
  histogram.fill(0)
  for (let pixel = 0; pixel < grey.length; pixel++) {
    const value = grey[pixel] as number
    histogram[value] = (histogram[value] as number) + 1
  }
  return histogram
}

/**
 * The value below which `percent` (0 to 100) of the counted pixels lie, interpolated linearly between the two nearest ranks:
 * numpy's default, Hyndman and Fan 1996, definition 7. 0 when nothing was counted.
 */
export function percentileOfHistogram(histogram: Uint32Array, percent: number): number {
  let total = 0
  for (const count of histogram) total += count
  if (total === 0) return 0
  const rank = (percent / 100) * (total - 1)
  const lowerRank = Math.floor(rank)
  const lower = valueAtRank(histogram, lowerRank)
  const upper = valueAtRank(histogram, Math.min(lowerRank + 1, total - 1))
  return lower + (upper - lower) * (rank - lowerRank)
}

function valueAtRank(histogram: Uint32Array, rank: number): number {
  let below = 0
  for (let value = 0; value < histogram.length; value++) {
    below += histogram[value] as number
    if (below > rank) return value
  }
  return histogram.length - 1
}
