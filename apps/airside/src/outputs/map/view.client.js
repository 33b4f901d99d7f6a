// Which part of the ground the window shows: pan and zoom by mouse, touch and keyboard. World is metres (east, -north).

const SCALE_MAX = 400
const SCALE_MIN = 0.02

/**
 * The view of `svg`. `changed` is called after every move; `insets` says how much of each side is covered by other
 * things when everything is shown.
 */
export function createView(svg, bounds, insets, changed) {
  const view = { scale: 1, left: 0, top: 0, fitScale: 1 }
  const size = () => svg.getBoundingClientRect()

  view.toScreen = ([east, north]) => [view.left + east * view.scale, view.top - north * view.scale]
  view.toGround = (x, y) => [(x - view.left) / view.scale, (view.top - y) / view.scale]
  view.fit = () => {
    const { width, height } = size()
    const { top, right, bottom, left } = insets()
    const free = [Math.max(width - left - right, 80), Math.max(height - top - bottom, 80)]
    const spanned = [Math.max(bounds.east[1] - bounds.east[0], 10), Math.max(bounds.north[1] - bounds.north[0], 10)]
    view.scale = Math.min(free[0] / spanned[0], free[1] / spanned[1])
    view.fitScale = view.scale
    view.left = left + free[0] / 2 - ((bounds.east[0] + bounds.east[1]) / 2) * view.scale
    view.top = top + free[1] / 2 + ((bounds.north[0] + bounds.north[1]) / 2) * view.scale
    changed()
  }
  view.zoom = (factor, x = size().width / 2, y = size().height / 2) => {
    const scale = Math.min(Math.max(view.scale * factor, SCALE_MIN), SCALE_MAX)
    view.left = x - ((x - view.left) * scale) / view.scale
    view.top = y - ((y - view.top) * scale) / view.scale
    view.scale = scale
    changed()
  }
  view.pan = (dx, dy) => {
    view.left += dx
    view.top += dy
    changed()
  }
  view.centre = ([east, north], scaleMin) => {
    const { width, height } = size()
    view.scale = Math.max(view.scale, scaleMin)
    view.left = width / 2 - east * view.scale
    view.top = height / 2 + north * view.scale
    changed()
  }
  listenToPointers(svg, view)
  listenToKeys(svg, view)
  return view
}

// One pointer drags; two pointers drag and zoom about their middle.
function listenToPointers(svg, view) {
  const pointers = new Map()
  const place = (event) => {
    const { left, top } = svg.getBoundingClientRect()
    return [event.clientX - left, event.clientY - top]
  }
  const middle = () => {
    const all = [...pointers.values()]
    const x = all.reduce((sum, each) => sum + each[0], 0) / all.length
    const y = all.reduce((sum, each) => sum + each[1], 0) / all.length
    const reach = all.length < 2 ? 0 : Math.hypot(all[0][0] - all[1][0], all[0][1] - all[1][1])
    return { x, y, reach }
  }
  svg.addEventListener('pointerdown', (event) => {
    if (event.target.closest('.target')) return
    svg.setPointerCapture(event.pointerId)
    pointers.set(event.pointerId, place(event))
    svg.classList.add('dragged')
  })
  svg.addEventListener('pointermove', (event) => {
    if (!pointers.has(event.pointerId)) return
    const before = middle()
    pointers.set(event.pointerId, place(event))
    const now = middle()
    view.pan(now.x - before.x, now.y - before.y)
    if (before.reach > 0 && now.reach > 0) view.zoom(now.reach / before.reach, now.x, now.y)
  })
  for (const name of ['pointerup', 'pointercancel']) {
    svg.addEventListener(name, (event) => {
      pointers.delete(event.pointerId)
      if (pointers.size === 0) svg.classList.remove('dragged')
    })
  }
  svg.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault()
      const step = event.deltaMode === 0 ? event.deltaY : event.deltaY * 30
      view.zoom(Math.exp(-Math.max(Math.min(step, 240), -240) / 300), ...place(event))
    },
    { passive: false },
  )
  svg.addEventListener('dblclick', (event) => view.zoom(2, ...place(event)))
}

function listenToKeys(svg, view) {
  const step = 60
  const actions = {
    ArrowLeft: () => view.pan(step, 0),
    ArrowRight: () => view.pan(-step, 0),
    ArrowUp: () => view.pan(0, step),
    ArrowDown: () => view.pan(0, -step),
    '+': () => view.zoom(1.4),
    '=': () => view.zoom(1.4),
    '-': () => view.zoom(1 / 1.4),
    0: () => view.fit(),
  }
  svg.addEventListener('keydown', (event) => {
    const action = event.ctrlKey || event.metaKey || event.altKey ? undefined : actions[event.key]
    if (!action) return
    event.preventDefault()
    action()
  })
}
