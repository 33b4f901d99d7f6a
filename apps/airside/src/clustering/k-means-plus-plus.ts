// First guesses for a mixture: points that lie far from each other (Arthur and Vassilvitskii 2007), the best of a few
// draws each time, as scikit-learn does it.

import type { SeededRandom } from './seeded-random.ts'

/**
 * Indices of `count` points. The first is drawn evenly, each further one in proportion to the squared distance to
 * those before.
 */
export function spreadOutPoints(
  north: Float64Array,
  east: Float64Array,
  count: number,
  random: SeededRandom,
): number[] {
  const drawCount = 2 + Math.floor(Math.log(count))
  const chosen = [random.below(north.length)]
  let nearest = new Float64Array(north.length).fill(Number.POSITIVE_INFINITY)
  nearest = nearerOf(nearest, north, east, chosen[0] as number)
  while (chosen.length < count) {
    const total = sum(nearest)
    let best = -1
    let bestNearest = nearest
    let bestTotal = Number.POSITIVE_INFINITY
    for (let draw = 0; draw < drawCount; draw++) {
      const candidate = total > 0 ? indexAtSum(nearest, random.next() * total) : random.below(north.length)
      const candidateNearest = nearerOf(nearest, north, east, candidate)
      const candidateTotal = sum(candidateNearest)
      if (candidateTotal >= bestTotal) continue
      best = candidate
      bestNearest = candidateNearest
      bestTotal = candidateTotal
    }
    chosen.push(best)
    nearest = bestNearest
  }
  return chosen
}

function nearerOf(
  nearest: Float64Array,
  north: Float64Array,
  east: Float64Array,
  to: number,
): Float64Array<ArrayBuffer> {
  const result = new Float64Array(nearest.length)
  for (let point = 0; point < nearest.length; point++) {
    const dn = (north[point] as number) - (north[to] as number)
    const de = (east[point] as number) - (east[to] as number)
    result[point] = Math.min(nearest[point] as number, dn * dn + de * de)
  }
  return result
}

function sum(values: Float64Array): number {
  let total = 0
  for (const value of values) total += value
  return total
}

function indexAtSum(values: Float64Array, wanted: number): number {
  let total = 0
  for (let index = 0; index < values.length; index++) {
    total += values[index] as number
    if (total > wanted) return index
  }
  return values.length - 1
}
