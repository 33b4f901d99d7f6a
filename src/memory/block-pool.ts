/**
 * Which blocks of a writer's pool are in use. A block is in use while a slot between head and tail of one of the writer's
 * lanes refers to it, or while the firing in progress holds it; so nothing of this needs to be stored: after a crash the
 * successor counts the references in its lanes again. The lowest free block is taken first, so that a pool that is
 * mostly idle touches few pages.
 */
export class BlockPool {
  readonly #references: Uint32Array
  #lowestFree = 0

  constructor(blocks: number) {
    this.#references = new Uint32Array(blocks)
  }

  /** The lowest free block, with one reference. A pool is as large as all its lanes together, so one is always free. */
  claim(): number {
    const references = this.#references
    let block = this.#lowestFree
    while (block < references.length && references[block] !== 0) block += 1
    if (block === references.length) throw new Error(`block pool exhausted: blocks=${references.length}`)
    references[block] = 1
    this.#lowestFree = block + 1
    return block
  }

  retain(block: number): void {
    this.#references[block] = (this.#references[block] as number) + 1
  }

  release(block: number): void {
    const references = (this.#references[block] as number) - 1
    if (references < 0) throw new Error(`block released twice: block=${block}`)
    this.#references[block] = references
    if (references === 0 && block < this.#lowestFree) this.#lowestFree = block
  }

  clear(): void {
    this.#references.fill(0)
    this.#lowestFree = 0
  }

  get used(): number {
    return this.#references.reduce((used, references) => used + (references > 0 ? 1 : 0), 0)
  }
}
