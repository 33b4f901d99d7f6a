// The ground as a thermal camera sees it: one square tile of grey values that repeats without a seam. Values stay
// within GREY_MIN and GREY_MAX, so that sensor noise added later never leaves 8 bits.

import { RandomStream, randomWord } from './seeded-random.ts'

/** Edge of the tile in texels, a power of two so that a lookup wraps with a mask. */
export const TEXTURE_SIZE = 2048

/** Texels per metre: the tile repeats every 128 m. */
export const TEXELS_PER_M = 16

const GREY_MIN = 28
const GREY_MAX = 104

// From hills to tufts of grass: cells over the tile's edge and contrast in grey values.
const OCTAVES = [
  { cells: 4, grey: 16 },
  { cells: 16, grey: 16 },
  { cells: 64, grey: 11 },
  { cells: 256, grey: 8 },
  { cells: 1024, grey: 6 },
] as const

/** The tile for a seed, row by row: `tile[(north texel) * TEXTURE_SIZE + (east texel)]`. */
export function terrainTexture(seed: number): Uint8Array {
  const grey = new Float32Array(TEXTURE_SIZE * TEXTURE_SIZE).fill(62)
  for (const octave of OCTAVES) addNoise(grey, seed, octave.cells, octave.grey)
  addFurrows(grey)
  addPath(grey)
  const tile = new Uint8Array(grey.length)
  for (let texel = 0; texel < grey.length; texel++) {
    tile[texel] = Math.round(Math.min(Math.max(grey[texel]!, GREY_MIN), GREY_MAX))
  }
  return tile
}

// Value noise: random values on a lattice, blended with a smooth step between its points.
function addNoise(grey: Float32Array, seed: number, cells: number, contrast: number): void {
  const step = TEXTURE_SIZE / cells
  const lattice = Float32Array.from(
    { length: cells * cells },
    (_, cell) => (randomWord(seed, RandomStream.texture, Math.imul(cells, 0x10000) + cell) / 2147483648 - 1) * contrast,
  )
  const blend = Float32Array.from({ length: step }, (_, part) => {
    const t = part / step
    return t * t * (3 - 2 * t)
  })
  for (let row = 0; row < TEXTURE_SIZE; row++) {
    const upper = Math.floor(row / step) * cells
    const lower = (upper + cells) % (cells * cells)
    const down = blend[row % step]!
    let texel = row * TEXTURE_SIZE
    for (let cell = 0; cell < cells; cell++) {
      const next = (cell + 1) % cells
      const left = lattice[upper + cell]! * (1 - down) + lattice[lower + cell]! * down
      const right = lattice[upper + next]! * (1 - down) + lattice[lower + next]! * down
      for (let part = 0; part < step; part++) grey[texel++]! += left + (right - left) * blend[part]!
    }
  }
}

// Ploughed strips: fine stripes on every second strip of 16 m.
function addFurrows(grey: Float32Array): void {
  for (let texel = 0; texel < grey.length; texel++) {
    const east = texel % TEXTURE_SIZE
    if (east & 256) grey[texel]! += ((east >> 3) & 1) * 7 - 3
  }
}

// A warm footpath, 1.5 m wide, that winds and closes on itself over the tile's edge.
function addPath(grey: Float32Array): void {
  const turns = (2 * Math.PI) / TEXTURE_SIZE
  for (let row = 0; row < TEXTURE_SIZE; row++) {
    const middle = Math.round(900 + 160 * Math.sin(turns * row) + 60 * Math.sin(3 * turns * row + 1))
    for (let part = -12; part <= 12; part++) grey[row * TEXTURE_SIZE + middle + part]! += 22 - Math.abs(part)
  }
}
