/**
 * The numbers behind `context.random()`: SplitMix32 seeded by run, worker and firing. They are the same wherever and how
 * often a firing is executed, so a worker that draws numbers stays deterministic. Not for secrets.
 *
 * Source of the mixing step: G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014;
 * the 32-bit constants are those of T. Ettinger's and C. Wellons' search (hash prospector, "lowbias32").
 */
export class FiringRandom {
  readonly #workerSeed: number
  #state = 0
  #number = 0
  /** Most firings ask for no number: the state is made by the first one that does. */
  #isMixed = false

  constructor(runSeed: number, worker: string) {
    let seed = mix(runSeed | 0)
    for (let index = 0; index < worker.length; index += 1) seed = mix(seed ^ worker.charCodeAt(index))
    this.#workerSeed = seed
  }

  /** Starts the numbers of one firing or ticket over. */
  begin(number: number): void {
    this.#number = number
    this.#isMixed = false
  }

  /** In [0, 1), with 32 bits of resolution. */
  next(): number {
    if (!this.#isMixed) {
      this.#isMixed = true
      this.#state = mix(this.#workerSeed ^ mix(this.#number | 0))
    }
    this.#state = (this.#state + 0x9e3779b9) | 0
    return (mix(this.#state) >>> 0) / 4294967296
  }
}

function mix(value: number): number {
  let mixed = value
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b)
  return mixed ^ (mixed >>> 16)
}
