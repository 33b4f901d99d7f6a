// Groups of touching bright pixels. A row is cut into runs of bright pixels; runs of neighbouring rows that touch,
// also by a corner (8 neighbours), belong together. Union-find over runs, so the cost follows the bright pixels and
// not the image.

/**
 * Runs of one frame in reading order, and the component of each. Kept by the detector and used again for each frame.
 */
export class RunTable {
  #capacity = 1024
  rowOf = new Int32Array(this.#capacity)
  startOf = new Int32Array(this.#capacity)
  /** One past the last pixel. */
  endOf = new Int32Array(this.#capacity)
  /** After `label()`: the number of the component, counted in the order of first pixels. */
  componentOf = new Int32Array(this.#capacity)
  runCount = 0
  componentCount = 0

  clear(): void {
    this.runCount = 0
    this.componentCount = 0
  }

  add(row: number, start: number, end: number): void {
    if (this.runCount === this.#capacity) this.#grow()
    const run = this.runCount++
    this.rowOf[run] = row
    this.startOf[run] = start
    this.endOf[run] = end
    this.componentOf[run] = run
  }

  /** Joins touching runs and numbers the components from 0. */
  label(): void {
    const { rowOf, startOf, endOf, componentOf: parentOf } = this
    let above = 0
    let aboveEnd = 0
    let run = 0
    while (run < this.runCount) {
      const row = rowOf[run] as number
      const rowStart = run
      let rowEnd = run
      while (rowEnd < this.runCount && rowOf[rowEnd] === row) rowEnd++
      if (aboveEnd > above && rowOf[above] === row - 1) {
        let candidate = above
        for (; run < rowEnd; run++) {
          const start = startOf[run] as number
          const end = endOf[run] as number
          while (candidate < aboveEnd && (endOf[candidate] as number) < start) candidate++
          for (let touching = candidate; touching < aboveEnd && (startOf[touching] as number) <= end; touching++) {
            join(parentOf, touching, run)
          }
        }
      }
      above = rowStart
      aboveEnd = rowEnd
      run = rowEnd
    }
    // `join` keeps every parent before its children, so a parent's entry is already the number of its component.
    this.componentCount = 0
    for (let index = 0; index < this.runCount; index++) {
      const parent = parentOf[index] as number
      parentOf[index] = parent === index ? this.componentCount++ : (parentOf[parent] as number)
    }
  }

  #grow(): void {
    this.#capacity *= 2
    this.rowOf = enlarged(this.rowOf, this.#capacity)
    this.startOf = enlarged(this.startOf, this.#capacity)
    this.endOf = enlarged(this.endOf, this.#capacity)
    this.componentOf = enlarged(this.componentOf, this.#capacity)
  }
}

function join(parentOf: Int32Array, a: number, b: number): void {
  const rootA = find(parentOf, a)
  const rootB = find(parentOf, b)
  if (rootA < rootB) parentOf[rootB] = rootA
  else parentOf[rootA] = rootB
}

function find(parentOf: Int32Array, run: number): number {
  let root = run
  while (parentOf[root] !== root) root = parentOf[root] as number
  for (let step = run; step !== root; ) {
    const next = parentOf[step] as number
    parentOf[step] = root
    step = next
  }
  return root
}

function enlarged(values: Int32Array, capacity: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(capacity)
  larger.set(values)
  return larger
}
