// The time slider: drag it or let it play the flight in about 20 seconds.
import { clockText, tag } from './shapes.client.js'

const PLAY = 'M6 4 L16 10 L6 16 Z'
const PAUSE = 'M6 4 H9 V16 H6 Z M12 4 H15 V16 H12 Z'
const PLAYED_IN_S = 20

/** Starts at the end of the flight; `changed` is called with the second and says the vehicle's last sample. */
export function createTimeline(data, changed) {
  const slider = document.getElementById('time')
  const play = document.getElementById('play')
  const shape = document.getElementById('play-shape')
  slider.max = String(data.durationS)
  slider.value = slider.max
  shape.setAttribute('d', PLAY)
  for (const { atS } of data.sightings) {
    tag(document.getElementById('ticks'), 'i', '').style.left = `${(100 * atS) / (data.durationS || 1)}%`
  }

  const show = () => {
    const seconds = Number(slider.value)
    // The last step of the slider may lie a little before the end.
    const sample = changed(seconds > data.durationS - 0.1 ? data.durationS : seconds)
    const height = sample ? ` · ${sample[3].toFixed(1)} m` : ''
    document.getElementById('clock').textContent = `${clockText(seconds)} / ${clockText(data.durationS)}${height}`
    slider.style.setProperty('--done', `${(100 * seconds) / (data.durationS || 1)}%`)
  }

  let playing = false
  const setPlaying = (now) => {
    playing = now
    shape.setAttribute('d', playing ? PAUSE : PLAY)
    play.setAttribute('aria-label', playing ? 'Pause' : 'Play')
  }
  const step = (before) => (now) => {
    if (!playing) return
    const seconds = Number(slider.value) + ((now - before) / 1000 / PLAYED_IN_S) * data.durationS
    slider.value = String(seconds)
    show()
    if (seconds >= data.durationS) setPlaying(false)
    else requestAnimationFrame(step(now))
  }
  play.addEventListener('click', () => {
    setPlaying(!playing)
    if (!playing) return
    if (Number(slider.value) >= data.durationS - 0.1) slider.value = '0'
    requestAnimationFrame((now) => requestAnimationFrame(step(now)))
  })
  slider.addEventListener('input', () => {
    setPlaying(false)
    show()
  })
  const goTo = (seconds) => {
    setPlaying(false)
    // The slider stands on whole steps: the next one at or after the time.
    slider.value = String(Math.ceil(seconds * 10 - 1e-6) / 10)
    show()
  }
  return { show, goTo }
}
