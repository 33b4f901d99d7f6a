// Random numbers as a function of (seed, stream, index), so that any row of the flight can be made again without the
// rows before it. Integer arithmetic only: the same on every machine. No state lives here.

/** One stream per use, so that a new use never shifts the numbers of another. */
export const RandomStream = {
  wobble: 1,
  frameTime: 2,
  telemetryTime: 3,
  telemetryNoise: 4,
  telemetryFault: 5,
  texture: 6,
  sensorNoise: 7,
  sensorNoiseOffset: 8,
  spot: 9,
} as const

export type RandomStreamId = (typeof RandomStream)[keyof typeof RandomStream]

/** A uniform 32-bit word for this place; neighbouring indices are uncorrelated. */
export function randomWord(seed: number, stream: RandomStreamId, index: number): number {
  return mix((mix((mix(seed | 0) + stream) | 0) + Math.imul(index | 0, 0x9e3779b9)) | 0)
}

/** Uniform in [0, 1). */
export function randomUnit(seed: number, stream: RandomStreamId, index: number): number {
  return randomWord(seed, stream, index) / 4294967296
}

/** Uniform in [minimum, maximum). */
export function randomBetween(
  seed: number,
  stream: RandomStreamId,
  index: number,
  minimum: number,
  maximum: number,
): number {
  return minimum + (maximum - minimum) * randomUnit(seed, stream, index)
}

/**
 * Close to normal, mean 0, deviation 1, never beyond 3.5: the sum of four uniforms, scaled. Exact additions instead of
 * logarithm and cosine, whose last bit is the engine's choice. Uses the indices 4 * index to 4 * index + 3.
 */
export function randomNormal(seed: number, stream: RandomStreamId, index: number): number {
  let sum = 0
  for (let part = 0; part < 4; part++) sum += randomUnit(seed, stream, 4 * index + part)
  return (sum - 2) * UNIFORM_SUM_SCALE
}

// Four uniforms have the variance 4 / 12.
const UNIFORM_SUM_SCALE = Math.sqrt(3)

// The finaliser "lowbias32" of Chris Wellons' search for integer hashes of low bias.
function mix(value: number): number {
  let word = value
  word ^= word >>> 16
  word = Math.imul(word, 0x21f0aaad)
  word ^= word >>> 15
  word = Math.imul(word, 0x735a2d97)
  word ^= word >>> 15
  return word >>> 0
}
