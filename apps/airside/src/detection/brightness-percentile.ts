// The percentile of the grey values of a frame, by counting.

/** Number of pixels per grey value, 0 to 255. */
export function brightnessHistogram(grey: Uint8Array, histogram: Uint32Array): Uint32Array {
  // Neighbouring pixels are often equal, and a count that was just written is slow to read again: so they take turns.
  const turns = new Uint32Array(4 * 256)
  const wholeTurns = grey.length & ~3
  for (let pixel = 0; pixel < wholeTurns; pixel += 4) {
    turns[grey[pixel] as number]!++
    turns[256 + (grey[pixel + 1] as number)]!++
    turns[512 + (grey[pixel + 2] as number)]!++
    turns[768 + (grey[pixel + 3] as number)]!++
  }
  for (let pixel = wholeTurns; pixel < grey.length; pixel++) turns[grey[pixel] as number]!++
  for (let value = 0; value < 256; value++) {
    histogram[value] = [0, 256, 512, 768].reduce((sum, turn) => sum + (turns[turn + value] as number), 0)
  }
  return histogram
}

/**
 * The value below which `percent` (0 to 100) of the counted pixels lie, interpolated linearly between the two nearest
 * ranks: numpy's default, Hyndman and Fan 1996, definition 7. 0 when nothing was counted.
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
