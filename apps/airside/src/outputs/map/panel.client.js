// Beside the map: what was flown, the score where the truth is known, and the targets one by one.
import { clockText, tag } from './shapes.client.js'

/**
 * Fills the panel: the targets, or the frames where nothing was searched. `select` is called with the index of a
 * target, `selectFrame` with that of a frame. Returns the cards of the targets.
 */
export function fillPanel(data, select, selectFrame) {
  const started = data.startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')
  document.getElementById('when').textContent = started
  fillFacts(data)
  if (data.score) fillScore(data.score)
  const count = data.targets.length
  const listsFrames = count === 0 && data.sightings.length === 0 && data.frames.length <= FRAMES_LISTED_MAX
  const title = count === 0 ? 'No targets' : `${count} ${count === 1 ? 'target' : 'targets'}`
  document.getElementById('list-title').textContent = listsFrames ? 'Frames' : title
  if (listsFrames) for (const [index, frame] of data.frames.entries()) fillFrameCard(frame, index, selectFrame)
  return data.targets.map((target, index) => fillCard(target, index, select))
}

const FRAMES_LISTED_MAX = 100

function fillFacts(data) {
  const facts = [
    [data.frames.length, 'frames'],
    ...(data.sightings.length > 0 ? [[data.sightings.length, 'sightings']] : []),
    [clockText(data.durationS), 'minutes'],
    [`${Math.round(trackLengthM(data))} m`, 'flown'],
  ]
  for (const [value, name] of facts) {
    const fact = tag(document.getElementById('facts'), 'div', '')
    tag(fact, 'dd', '', String(value))
    tag(fact, 'dt', '', name)
  }
}

function fillScore(score) {
  const box = document.getElementById('score')
  const whole = score.found === score.planted && score.false === 0
  box.hidden = false
  box.className = whole ? 'good' : 'poor'
  const line = tag(box, 'p', 'found')
  tag(line, 'b', '', `${score.found} of ${score.planted}`)
  tag(line, 'span', '', score.false === 0 ? 'found, none false' : `found, ${score.false} false`)
  const errors = `mean error ${score.meanErrorM.toFixed(2)} m, largest ${score.maxErrorM.toFixed(2)} m`
  tag(box, 'p', 'errors', errors)
}

function startCard(picture, title, choose) {
  const card = tag(document.getElementById('list'), 'li', 'card')
  const box = tag(card, 'span', 'picture')
  if (picture) {
    const image = tag(box, 'img', '')
    image.src = picture
    image.alt = ''
  }
  const button = tag(card, 'button', 'choose', title)
  button.type = 'button'
  button.addEventListener('click', choose)
  return { card, box }
}

function fillFrameCard(frame, index, selectFrame) {
  const { card } = startCard(frame.picture, frame.name, () => selectFrame(index))
  tag(card, 'span', 'seen', `at ${clockText(frame.atS)}`)
  if (frame.note) tag(card, 'span', 'note', frame.note)
}

function fillCard(target, index, select) {
  const { card, box } = startCard(target.thumbnail, target.label, () => select(index))
  tag(box, 'b', 'number', String(index + 1))
  tag(card, 'span', 'seen', `${target.sightings} sightings · spread ${target.spreadM.toFixed(2)} m`)
  const coordinates = `${target.latitude}, ${target.longitude}`
  const copy = tag(card, 'button', 'copy', coordinates)
  copy.type = 'button'
  copy.title = 'Copy latitude, longitude'
  copy.addEventListener('click', async () => {
    const done = await copyText(coordinates)
    copy.textContent = done ? 'copied' : coordinates
    setTimeout(() => {
      copy.textContent = coordinates
    }, 1200)
  })
  return card
}

// Pages opened from a file may be denied the clipboard; a selected field still can be copied from.
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const field = tag(document.body, 'textarea', '', text)
    field.select()
    const done = document.execCommand('copy')
    field.remove()
    return done
  }
}

function trackLengthM({ track }) {
  return track
    .slice(1)
    .reduce((sum, to, index) => sum + Math.hypot(to[1] - track[index][1], to[2] - track[index][2]), 0)
}
