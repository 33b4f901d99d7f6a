// Puts the page together: reads the data, draws, and joins view, panel and time.
import { boundsOf, drawLayers, heightRange, place, showUntil } from './layers.client.js'
import { fillPanel } from './panel.client.js'
import { niceBelow, rampGradient, tag } from './shapes.client.js'
import { createTimeline } from './timeline.client.js'
import { createView } from './view.client.js'

const data = JSON.parse(document.getElementById('data').textContent)
const map = document.getElementById('map')
const byId = (id) => document.getElementById(id)

const select = (index, moves = true) => {
  for (const [each, mark] of layers.targets.entries()) mark.classList.toggle('chosen', each === index)
  for (const [each, card] of cards.entries()) card.classList.toggle('chosen', each === index)
  layers.targets[index].parentNode.append(layers.targets[index])
  if (moves) view.centre(data.targets[index].at, Math.max(view.fitScale * 2.5, view.scale))
  else cards[index].scrollIntoView({ block: 'nearest', behavior: 'smooth' })
}
const layers = drawLayers(data, (index) => select(index, false))
const selectFrame = (index) => {
  const { ring, atS } = data.frames[index]
  timeline.goTo(atS)
  view.centre(
    [0, 1].map((axis) => ring.reduce((sum, corner) => sum + corner[axis] / 4, 0)),
    view.fitScale * 1.6,
  )
}
const cards = fillPanel(data, (index) => select(index), selectFrame)
const narrow = window.matchMedia('(max-width: 760px)')
const insets = () =>
  narrow.matches ? { top: 60, right: 12, bottom: 128, left: 12 } : { top: 64, right: 64, bottom: 118, left: 24 }
const view = createView(map, boundsOf(data), insets, moved)
const timeline = createTimeline(data, (seconds) => showUntil(data, layers, view, seconds))

function moved() {
  place(data, layers, view)
  timeline?.show()
  const metres = niceBelow(130 / view.scale)
  byId('scale-bar').style.width = `${metres * view.scale}px`
  byId('scale-text').textContent =
    metres >= 1000 ? `${metres / 1000} km` : metres >= 1 ? `${metres} m` : `${metres * 100} cm`
}

function addLayerSwitches() {
  const pictured = data.frames.some((frame) => frame.picture)
  const switches = [
    ['Track', ['track', 'casing', 'drone'], data.track.length > 0, true],
    ['Frames', ['frames'], data.frames.length > 0, data.frames.length <= 60],
    ['Pictures', ['pictures'], pictured, true],
    ['Sightings', ['sightings', 'errors'], data.sightings.length > 0, true],
    ['Targets', ['targets'], data.targets.length > 0, true],
  ]
  for (const [name, ids, useful, starts] of switches) {
    if (!useful) continue
    const label = tag(byId('layers'), 'label', '')
    const box = tag(label, 'input', '')
    box.type = 'checkbox'
    box.checked = starts
    tag(label, 'span', '', name)
    const apply = () => {
      for (const id of ids) byId(id).classList.toggle('off', !box.checked)
    }
    box.addEventListener('change', apply)
    apply()
  }
}

function showLegend() {
  const [low, high] = heightRange(data)
  byId('legend').hidden = data.track.length === 0
  byId('ramp').style.background = rampGradient()
  byId('height-min').textContent = `${low.toFixed(1)}`
  byId('height-max').textContent = `${high.toFixed(1)} m`
}

function showCursor(event) {
  const { left, top } = map.getBoundingClientRect()
  const [east, north] = view.toGround(event.clientX - left, event.clientY - top)
  const { home, perNorthM, perEastM } = data.place
  const degrees = home.map((value, axis) => value + perNorthM[axis] * north + perEastM[axis] * east)
  byId('cursor').textContent = degrees.map((value) => value.toFixed(6)).join(', ')
}

addLayerSwitches()
showLegend()
byId('zoom-in').addEventListener('click', () => view.zoom(1.5))
byId('zoom-out').addEventListener('click', () => view.zoom(1 / 1.5))
byId('zoom-fit').addEventListener('click', () => view.fit())
map.addEventListener('pointermove', showCursor)
map.addEventListener('pointerleave', () => {
  byId('cursor').textContent = ''
})
let width = 0
new ResizeObserver(() => {
  // Scrolling on a phone changes the height by the browser's bar: only a new width shows everything again.
  if (map.clientWidth !== width) view.fit()
  else moved()
  width = map.clientWidth
}).observe(map)
view.fit()
