// Mean brightness of the surroundings of each pixel, on a coarse grid: cheap enough for every frame, and smooth
// enough, since the surroundings are many times wider than a spot.

/** Side of a grid cell in pixels, as a power of two. */
const CELL_BITS = 3
const CELL_PX = 1 << CELL_BITS

/** Background of frames of one size. Not shared: each detector keeps its own buffers. */
export class LocalBackground {
  readonly #widthPx: number
  readonly #heightPx: number
  readonly #columns: number
  readonly #rows: number
  readonly #radiusCells: number
  /** Sums over all cells above and to the left, one row and one column wider than the grid. */
  readonly #brightnessSums: Float64Array
  readonly #pixelSums: Float64Array
  readonly #mean: Float64Array

  /** `radiusPx` from a pixel to the end of its surroundings, along x and y. Pixels with `mask` 0 do not count. */
  constructor(widthPx: number, heightPx: number, radiusPx: number, mask: Uint8Array) {
    this.#widthPx = widthPx
    this.#heightPx = heightPx
    this.#columns = Math.ceil(widthPx / CELL_PX)
    this.#rows = Math.ceil(heightPx / CELL_PX)
    this.#radiusCells = Math.max(1, Math.round(radiusPx / CELL_PX))
    this.#brightnessSums = new Float64Array((this.#columns + 1) * (this.#rows + 1))
    this.#pixelSums = new Float64Array((this.#columns + 1) * (this.#rows + 1))
    this.#mean = new Float64Array(this.#columns * this.#rows)
    this.#sum(mask, this.#pixelSums)
  }

  /** Reads a frame whose masked pixels are 0. */
  update(grey: Uint8Array): void {
    this.#sum(grey, this.#brightnessSums)
    const stride = this.#columns + 1
    for (let row = 0; row < this.#rows; row++) {
      const top = Math.max(0, row - this.#radiusCells) * stride
      const bottom = Math.min(this.#rows, row + this.#radiusCells + 1) * stride
      for (let column = 0; column < this.#columns; column++) {
        const left = Math.max(0, column - this.#radiusCells)
        const right = Math.min(this.#columns, column + this.#radiusCells + 1)
        const pixels = boxSum(this.#pixelSums, top, bottom, left, right)
        this.#mean[row * this.#columns + column] =
          pixels === 0 ? 0 : boxSum(this.#brightnessSums, top, bottom, left, right) / pixels
      }
    }
  }

  /** Mean brightness around the pixels of one image row, one value per `cellPx` pixels, as a view. */
  rowOf(y: number): Float64Array {
    const row = y >> CELL_BITS
    return this.#mean.subarray(row * this.#columns, (row + 1) * this.#columns)
  }

  /** Index into `rowOf` of a pixel. */
  static cellOf(x: number): number {
    return x >> CELL_BITS
  }

  #sum(values: Uint8Array, sums: Float64Array): void {
    const stride = this.#columns + 1
    for (let row = 0; row < this.#rows; row++) {
      const below = (row + 1) * stride
      sums.fill(0, below, below + stride)
      const lastY = Math.min(this.#heightPx, (row + 1) << CELL_BITS)
      for (let y = row << CELL_BITS; y < lastY; y++) {
        const start = y * this.#widthPx
        for (let column = 0; column < this.#columns; column++) {
          const end = Math.min(this.#widthPx, (column + 1) << CELL_BITS)
          let sum = 0
          for (let x = column << CELL_BITS; x < end; x++) sum += values[start + x] as number
          sums[below + column + 1] = (sums[below + column + 1] as number) + sum
        }
      }
      let rowSum = 0
      for (let column = 1; column <= this.#columns; column++) {
        rowSum += sums[below + column] as number
        sums[below + column] = (sums[below - stride + column] as number) + rowSum
      }
    }
  }
}

function boxSum(sums: Float64Array, top: number, bottom: number, left: number, right: number): number {
  return (
    (sums[bottom + right] as number) -
    (sums[top + right] as number) -
    (sums[bottom + left] as number) +
    (sums[top + left] as number)
  )
}
