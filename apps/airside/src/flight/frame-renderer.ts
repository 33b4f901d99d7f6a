// Renders what the camera sees at one pose into a gray8 image: every pixel is projected to the ground and looked up
// there. Nothing is kept between frames except tables, so frames may be rendered in any order.

import type { FlightView } from './flight-view.ts'
import type { PlantedSpot } from './planted-spots.ts'
import { RandomStream, randomNormal, randomWord } from './seeded-random.ts'
import { TEXELS_PER_M, TEXTURE_SIZE, terrainTexture } from './terrain-texture.ts'

const NOISE_SIZE = 1 << 16
const NOISE_GREY = 3
const TEXEL_MASK = TEXTURE_SIZE - 1
const TEXEL_ROW_BITS = Math.log2(TEXTURE_SIZE)

export class FrameRenderer {
  readonly #seed: number
  readonly #spots: readonly PlantedSpot[]
  readonly #texture: Uint8Array
  readonly #noise: Int8Array

  constructor(seed: number, spots: readonly PlantedSpot[]) {
    this.#seed = seed
    this.#spots = spots
    this.#texture = terrainTexture(seed)
    this.#noise = Int8Array.from({ length: NOISE_SIZE }, (_, index) =>
      Math.round(NOISE_GREY * randomNormal(seed, RandomStream.sensorNoise, index)),
    )
  }

  /** Fills `pixels` (at least width x height bytes, row by row) with what `view` sees; `index` selects the noise. */
  render(view: FlightView, index: number, pixels: Uint8Array): void {
    this.#renderGround(view, index, pixels)
    for (const spot of this.#spots) renderSpot(view, spot, pixels)
  }

  #renderGround(view: FlightView, index: number, pixels: Uint8Array): void {
    const { widthPx, heightPx } = view.camera
    const [originNorth, originEast, originDown] = view.origin as [number, number, number]
    const [northPerX, eastPerX, downPerX] = view.perX as [number, number, number]
    const [northPerY, eastPerY, downPerY] = view.perY as [number, number, number]
    const heightTexels = -view.pose.downM * TEXELS_PER_M
    const north = view.pose.northM * TEXELS_PER_M
    const east = view.pose.eastM * TEXELS_PER_M
    const texture = this.#texture
    const noise = this.#noise
    for (let y = 0, pixel = 0; y < heightPx; y++) {
      let rayNorth = originNorth + northPerY * (y + 0.5) + northPerX * 0.5
      let rayEast = originEast + eastPerY * (y + 0.5) + eastPerX * 0.5
      let rayDown = originDown + downPerY * (y + 0.5) + downPerX * 0.5
      let noiseAt = randomWord(this.#seed, RandomStream.sensorNoiseOffset, index * heightPx + y)
      for (let x = 0; x < widthPx; x++) {
        const reach = heightTexels / rayDown
        const texelNorth = Math.floor(north + reach * rayNorth) & TEXEL_MASK
        const texelEast = Math.floor(east + reach * rayEast) & TEXEL_MASK
        pixels[pixel++] = texture[(texelNorth << TEXEL_ROW_BITS) | texelEast]! + noise[noiseAt++ & (NOISE_SIZE - 1)]!
        rayNorth += northPerX
        rayEast += eastPerX
        rayDown += downPerX
      }
    }
  }
}

function renderSpot(view: FlightView, spot: PlantedSpot, pixels: Uint8Array): void {
  const { widthPx, heightPx, focalXPx } = view.camera
  const centre = view.pixelOf(spot.northM, spot.eastM)
  if (!centre) return
  const reachPx = (1.5 * spot.radiusM * focalXPx) / -view.pose.downM + 2
  const left = Math.max(Math.floor(centre.xPx - reachPx), 0)
  const right = Math.min(Math.ceil(centre.xPx + reachPx), widthPx - 1)
  const top = Math.max(Math.floor(centre.yPx - reachPx), 0)
  const bottom = Math.min(Math.ceil(centre.yPx + reachPx), heightPx - 1)
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const ground = view.groundAt(x + 0.5, y + 0.5)
      if (!ground) continue
      const northM = ground.northM - spot.northM
      const eastM = ground.eastM - spot.eastM
      const falloff = 1 - (northM * northM + eastM * eastM) / (spot.radiusM * spot.radiusM)
      if (falloff <= 0) continue
      const pixel = y * widthPx + x
      pixels[pixel] = Math.min(Math.round(pixels[pixel]! + spot.riseGrey * falloff * falloff), 255)
    }
  }
}
