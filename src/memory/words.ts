/**
 * The only ways in which shared words are read and written. A word is an Int32 with one writer (a doorbell excepted), holds
 * an absolute value and only ever moves forward, so a late reader sees something old but never something wrong.
 *
 * `publish` is a sequentially consistent store: all that its writer stored before, plainly or not, is visible to whoever
 * `load`s the new value. Nothing else in this project orders memory.
 */

/** Bytes of a cache line: words of different writers stand at least this far apart. 128 covers ARM and adjacent-line prefetch. */
export const CACHE_LINE_BYTES = 128

export function load(words: Int32Array, index: number): number {
  return Atomics.load(words, index)
}

export function publish(words: Int32Array, index: number, value: number): void {
  Atomics.store(words, index, value)
}

/**
 * A plain store and a plain load, 10 to 20 times cheaper than the two above, for words that order nothing: what is noted is read
 * exactly only once its writer is dead and reaped, and who glances may see a value that is one step old.
 */
export function note(words: Int32Array, index: number, value: number): void {
  words[index] = value
}

export function glance(words: Int32Array, index: number): number {
  return words[index] as number
}

/** For the one kind of word with many writers: a doorbell, which carries no data. */
export function add(words: Int32Array, index: number): void {
  Atomics.add(words, index, 1)
}

/**
 * Does nothing for about half a microsecond, between two looks at a word that another core is about to change. A look takes the
 * word's cache line from its writer, who waits for it at the next store: who looks all the time slows down what it waits for.
 */
export function relax(): void {
  if (pause === undefined) for (let round = 0; round < RELAX_EMPTY_ROUNDS; round += 1) spent = (spent + round) | 0
  else for (let round = 0; round < RELAX_PAUSES; round += 1) pause()
}

/** The processor's own hint that a thread spins; Node 22 does not have it. */
const { pause } = Atomics as { pause?: () => void }
const RELAX_PAUSES = 16
const RELAX_EMPTY_ROUNDS = 1000
let spent = 0

/** How far `later` lies after `earlier`: both are counts truncated to 32 bits and less than 2^31 apart. */
export function distance(later: number, earlier: number): number {
  return (later - earlier) | 0
}

export function alignUp(bytes: number, alignment: number): number {
  return Math.ceil(bytes / alignment) * alignment
}
