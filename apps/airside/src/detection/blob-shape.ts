// Measures of the shape of one group of bright pixels. Inertia needs only moments; the other two trace the outline
// and are worked out only when their filter is on.

/** A pixel position (column, row). */
type Point = readonly [number, number]

/** Central second moments of the pixels: sums of dx dx, dy dy and dx dy about their mean. */
export interface SecondMoments {
  readonly xx: number
  readonly yy: number
  readonly xy: number
}

/** Below this anisotropy OpenCV's blob detector calls a shape round. */
const ROUND_ANISOTROPY = 0.01

/** Smallest over largest moment of inertia, 0 (a line) to 1 (round): OpenCV, `SimpleBlobDetector`, inertia filter. */
export function inertiaRatio({ xx, yy, xy }: SecondMoments): number {
  const anisotropy = Math.hypot(2 * xy, xx - yy)
  if (anisotropy <= ROUND_ANISOTROPY) return 1
  return (xx + yy - anisotropy) / (xx + yy + anisotropy)
}

/**
 * 4 pi area / perimeter^2 of the outline through the middles of the outer pixels; 1 for a circle, 1 for a single
 * pixel.
 */
export function circularity(runs: readonly PixelRun[]): number {
  const outline = traceOutline(runs)
  let perimeterPx = 0
  let twiceArea = 0
  for (const [index, [x, y]] of outline.entries()) {
    const [nextX, nextY] = outline[(index + 1) % outline.length] as Point
    perimeterPx += Math.hypot(nextX - x, nextY - y)
    twiceArea += x * nextY - nextX * y
  }
  return perimeterPx === 0 ? 1 : (2 * Math.PI * Math.abs(twiceArea)) / (perimeterPx * perimeterPx)
}

/** Area of the pixels over the area of the convex hull of their corners, 0 to 1. */
export function convexity(runs: readonly PixelRun[]): number {
  let areaPx = 0
  const corners: Point[] = []
  for (const { y, start, end } of runs) {
    areaPx += end - start
    corners.push([start, y], [start, y + 1], [end, y], [end, y + 1])
  }
  const hull = convexHull(corners)
  let twiceArea = 0
  for (const [index, [x, y]] of hull.entries()) {
    const [nextX, nextY] = hull[(index + 1) % hull.length] as Point
    twiceArea += x * nextY - nextX * y
  }
  return (2 * areaPx) / Math.abs(twiceArea)
}

/** Bright pixels `start` to `end - 1` of row `y`. */
export interface PixelRun {
  readonly y: number
  readonly start: number
  readonly end: number
}

/** The eight neighbours, clockwise on the screen from the right. */
const NEIGHBOURS: readonly Point[] = [
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
  [-1, 0],
  [-1, -1],
  [0, -1],
  [1, -1],
]

/** Moore neighbour tracing with Jacob's criterion: stop on entering the first pixel as at the first time. */
function traceOutline(runs: readonly PixelRun[]): Point[] {
  const bright = new Set(
    runs.flatMap(({ y, start, end }) => Array.from({ length: end - start }, (_, i) => `${start + i},${y}`)),
  )
  const first = runs[0] as PixelRun
  const outline: Point[] = []
  let [x, y]: Point = [first.start, first.y]
  let heading = 0
  let firstHeading = -1
  for (;;) {
    const found = nextOnOutline(bright, x, y, heading)
    if (found === undefined) return [[x, y]]
    if (x === first.start && y === first.y) {
      if (found === firstHeading) return outline
      if (firstHeading === -1) firstHeading = found
    }
    outline.push([x, y])
    const [dx, dy] = NEIGHBOURS[found] as Point
    x += dx
    y += dy
    heading = found
  }
}

/** Searches clockwise, starting behind and to the left of the direction of travel. */
function nextOnOutline(bright: ReadonlySet<string>, x: number, y: number, heading: number): number | undefined {
  for (let turn = 0; turn < 8; turn++) {
    const direction = (heading + 5 + turn) % 8
    const [dx, dy] = NEIGHBOURS[direction] as Point
    if (bright.has(`${x + dx},${y + dy}`)) return direction
  }
  return undefined
}

/** Andrew's monotone chain. */
function convexHull(points: readonly Point[]): Point[] {
  const sorted = points.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])
  const half = (ordered: readonly Point[]): Point[] => {
    const chain: Point[] = []
    for (const point of ordered) {
      while (chain.length >= 2 && turnOf(chain.at(-2) as Point, chain.at(-1) as Point, point) <= 0) chain.pop()
      chain.push(point)
    }
    chain.pop()
    return chain
  }
  return [...half(sorted), ...half(sorted.toReversed())]
}

function turnOf(a: Point, b: Point, c: Point): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}
