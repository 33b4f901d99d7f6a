// Small helpers of the map page: SVG elements, colours of heights, and texts of numbers. No state.

const svgSpace = document.getElementById('map').namespaceURI

/** Makes an SVG element with attributes and puts it at the end of its parent. */
export function shape(parent, name, attributes) {
  const element = document.createElementNS(svgSpace, name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  parent.append(element)
  return element
}

/** Makes an HTML element with a class and a text; text from data is never read as markup. */
export function tag(parent, name, className, text) {
  const element = document.createElement(name)
  if (className) element.className = className
  if (text !== undefined) element.textContent = text
  parent.append(element)
  return element
}

/** A line of text that the pointer shows. */
export function hint(element, text) {
  shape(element, 'title', {}).textContent = text
}

// Low to high, told apart in light and dark and by most who see colours differently.
const RAMP = [
  [64, 84, 214],
  [33, 145, 205],
  [38, 181, 151],
  [137, 207, 92],
  [240, 214, 70],
]

/** Colour of a part from 0 to 1. */
export function rampColour(part) {
  const at = Math.min(Math.max(part, 0), 1) * (RAMP.length - 1)
  const low = Math.min(Math.floor(at), RAMP.length - 2)
  const mixed = RAMP[low].map((value, channel) => Math.round(value + (RAMP[low + 1][channel] - value) * (at - low)))
  return `rgb(${mixed.join(' ')})`
}

/** The whole ramp as a CSS gradient. */
export function rampGradient() {
  return `linear-gradient(90deg, ${RAMP.map((colour) => `rgb(${colour.join(' ')})`).join(', ')})`
}

/** Seconds as minutes and seconds. */
export function clockText(seconds) {
  const whole = Math.floor(seconds + 1e-6)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

/** The largest of 1, 2, 5, 10, 20 … that is not above the limit. */
export function niceBelow(limit) {
  const decade = 10 ** Math.floor(Math.log10(limit))
  return [5, 2, 1].map((factor) => factor * decade).find((value) => value <= limit) ?? decade
}
