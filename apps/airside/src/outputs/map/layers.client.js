// What lies on the map, from the ground up: pictures, footprints, errors, track, sightings, vehicle, targets. Drawn once;
// afterwards only moved (place) and revealed (showUntil).
import { hint, niceBelow, rampColour, shape } from './shapes.client.js'

const group = (id) => document.getElementById(id)

/** Draws everything; `select` is called with the index of a target that is chosen on the map. */
export function drawLayers(data, select) {
  const [low, high] = heightRange(data)
  const pictures = data.frames.map((frame) => (frame.picture ? drawPicture(frame) : undefined))
  const frames = data.frames.map((frame) => {
    const points = frame.ring.map(([east, north]) => `${east},${-north}`).join(' ')
    const polygon = shape(group('frames'), 'polygon', { points, class: frame.note ? 'noted' : '' })
    hint(polygon, [frame.name, frame.note].filter(Boolean).join(': '))
    return polygon
  })
  const errors = data.sightings.map(({ at, errorM, target }) =>
    shape(group('errors'), 'circle', { cx: at[0], cy: -at[1], r: errorM, class: target < 0 ? 'lone' : '' }),
  )
  const track = data.track.slice(1).map((to, index) => {
    const from = data.track[index]
    const stroke = rampColour(((from[3] + to[3]) / 2 - low) / (high - low))
    return shape(group('track'), 'line', { x1: from[1], y1: -from[2], x2: to[1], y2: -to[2], stroke })
  })
  const sightings = data.sightings.map((sighting) => {
    const dot = shape(group('sightings'), 'circle', { r: 2.6, class: sighting.target < 0 ? 'lone' : '' })
    hint(dot, `${sighting.frame}, ±${sighting.errorM.toFixed(2)} m`)
    return dot
  })
  const targets = data.targets.map((target, index) => drawTarget(target, index, select))
  shape(group('home'), 'path', { d: 'M0 -7 L7 0 L0 7 L-7 0 Z' })
  hint(group('home'), 'home')
  shape(group('drone'), 'circle', { r: 15, class: 'halo' })
  shape(group('drone'), 'path', { d: 'M0 -11 L7.5 9 L0 5 L-7.5 9 Z' })
  return { pictures, frames, errors, track, sightings, targets }
}

/** Lowest and highest of the track, at least 2 m apart so that a level flight is not a rainbow. */
export function heightRange(data) {
  if (data.track.length === 0) return [0, 1]
  let [low, high] = [data.track[0][3], data.track[0][3]]
  for (const sample of data.track) {
    low = Math.min(low, sample[3])
    high = Math.max(high, sample[3])
  }
  const spare = Math.max(2 - (high - low), 0) / 2
  return [low - spare, high + spare]
}

/** East and north that hold everything. */
export function boundsOf(data) {
  const points = [
    ...data.track.map((sample) => [sample[1], sample[2]]),
    ...data.frames.flatMap((frame) => frame.ring),
    ...data.targets.map((target) => target.at),
    ...(data.track.length === 0 ? [[0, 0]] : []),
  ]
  const range = (axis) =>
    points.reduce(
      ([least, most], point) => [Math.min(least, point[axis]), Math.max(most, point[axis])],
      [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    )
  return { east: range(0), north: range(1) }
}

/** Moves everything to where the view shows it; marks keep their size on the screen. */
export function place(data, layers, view) {
  group('world').setAttribute('transform', `translate(${view.left} ${view.top}) scale(${view.scale})`)
  for (const [index, dot] of layers.sightings.entries()) {
    const [x, y] = view.toScreen(data.sightings[index].at)
    dot.setAttribute('cx', x)
    dot.setAttribute('cy', y)
  }
  for (const [index, mark] of layers.targets.entries()) {
    mark.setAttribute('transform', `translate(${view.toScreen(data.targets[index].at).join(' ')})`)
  }
  group('home').setAttribute('transform', `translate(${view.toScreen([0, 0]).join(' ')})`)
  placeGrid(view)
}

/** Shows the state at a time: what was flown and seen until then, and where the vehicle is. */
export function showUntil(data, layers, view, seconds) {
  const until = (list, items, atS) => {
    for (const [index, item] of items.entries()) item?.classList.toggle('later', atS(list[index]) > seconds)
  }
  until(data.frames, layers.frames, (frame) => frame.atS)
  until(data.frames, layers.pictures, (frame) => frame.atS)
  until(data.sightings, layers.errors, (sighting) => sighting.atS)
  until(data.sightings, layers.sightings, (sighting) => sighting.atS)
  until(data.targets, layers.targets, (target) => target.fromS)
  const current = data.frames.findLastIndex((frame) => frame.atS <= seconds)
  for (const [index, polygon] of layers.frames.entries()) polygon.classList.toggle('current', index === current)
  const flown = data.track.filter((sample) => sample[0] <= seconds)
  for (const [index, line] of layers.track.entries()) line.classList.toggle('later', index + 1 >= flown.length)
  group('casing').setAttribute('points', flown.map((sample) => `${sample[1]},${-sample[2]}`).join(' '))
  const last = flown.at(-1)
  group('drone').classList.toggle('later', !last)
  if (!last) return undefined
  const [x, y] = view.toScreen([last[1], last[2]])
  group('drone').setAttribute('transform', `translate(${x} ${y}) rotate(${last[4]})`)
  return last
}

function drawTarget(target, index, select) {
  const mark = shape(group('targets'), 'g', { class: 'target', tabindex: 0, role: 'button' })
  mark.setAttribute('aria-label', `Target ${index + 1}`)
  shape(mark, 'circle', { r: 22, class: 'halo' })
  shape(mark, 'path', { d: 'M0 0 C-4 -9 -12 -12 -12 -21 A12 12 0 1 1 12 -21 C12 -12 4 -9 0 0 Z' })
  shape(mark, 'text', { y: -17 }).textContent = index + 1
  hint(mark, `Target ${index + 1}, ${target.label}`)
  mark.addEventListener('click', () => select(index))
  mark.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' || event.key === ' ') select(index)
  })
  return mark
}

// The picture's unit square goes to the ground by the mean of opposite sides: exact for a camera looking straight down.
function drawPicture(frame) {
  const [a, b, c, d] = frame.ring.map(([east, north]) => [east, -north])
  const across = [0, 1].map((axis) => (b[axis] - a[axis] + c[axis] - d[axis]) / 2)
  const down = [0, 1].map((axis) => (d[axis] - a[axis] + c[axis] - b[axis]) / 2)
  const middle = [0, 1].map((axis) => (a[axis] + b[axis] + c[axis] + d[axis]) / 4)
  const origin = middle.map((value, axis) => value - (across[axis] + down[axis]) / 2)
  const matrix = [...across, ...down].map((value) => value / 1000)
  return shape(group('pictures'), 'image', {
    href: frame.picture,
    width: 1000,
    height: 1000,
    preserveAspectRatio: 'none',
    transform: `matrix(${[...matrix, ...origin].join(' ')})`,
  })
}

function placeGrid(view) {
  const { width, height } = document.getElementById('map').getBoundingClientRect()
  const step = niceBelow(140 / view.scale)
  const [west, north] = view.toGround(0, 0)
  const [east, south] = view.toGround(width, height)
  const lines = []
  for (let at = Math.ceil(west / step) * step; at <= east; at += step) {
    lines.push(`M${view.toScreen([at, 0])[0].toFixed(1)} 0V${height}`)
  }
  for (let at = Math.ceil(south / step) * step; at <= north; at += step) {
    lines.push(`M0 ${view.toScreen([0, at])[1].toFixed(1)}H${width}`)
  }
  group('grid').setAttribute('d', lines.join(''))
}
