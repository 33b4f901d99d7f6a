/** The view of a list: its elements in place, each index with a view of its own that is made once and moved. */
import type { Codec, Place, Viewer } from './codec.ts'

/** Elements in place. `at(0)` and `at(1)` are different views; both are valid until the firing commits. */
export interface ListView<Element> extends Iterable<Element> {
  readonly length: number
  /** Counts from the end where negative; undefined outside. */
  at(index: number): Element | undefined
  map<Result>(transform: (element: Element, index: number) => Result): Result[]
  forEach(visit: (element: Element, index: number) => void): void
}

/** Where the elements of one list message stand. */
export interface ListPlan {
  readonly element: Codec
  readonly headerBytes: number
  readonly strideBytes: number
  /** Undefined for lists, which hold their length in front. */
  readonly fixedLength: number | undefined
  readonly max: number
}

export class Elements implements ListView<unknown> {
  readonly #place: Place
  readonly #plan: ListPlan
  readonly #viewers: Viewer[] = []
  #at = 0

  constructor(place: Place, plan: ListPlan) {
    this.#place = place
    this.#plan = plan
  }

  static move(elements: Elements, at: number): Elements {
    elements.#at = at
    return elements
  }

  get length(): number {
    return this.#plan.fixedLength ?? (this.#place.region.u32[this.#at >>> 2] as number)
  }

  at(index: number): unknown {
    const { length } = this
    const i = index < 0 ? index + length : index
    return i >= 0 && i < length ? this.#element(i) : undefined
  }

  map<Result>(transform: (element: unknown, index: number) => Result): Result[] {
    const { length } = this
    const results: Result[] = []
    for (let i = 0; i < length; i++) results.push(transform(this.#element(i), i))
    return results
  }

  forEach(visit: (element: unknown, index: number) => void): void {
    const { length } = this
    for (let i = 0; i < length; i++) visit(this.#element(i), i)
  }

  /** Not a generator: this takes half the time. */
  [Symbol.iterator](): Iterator<unknown> {
    const { length } = this
    let index = 0
    return {
      next: () => {
        if (index < length) return { done: false, value: this.#element(index++) }
        return { done: true, value: undefined }
      },
    }
  }

  toJSON(): unknown[] {
    return [...this]
  }

  [Symbol.for('nodejs.util.inspect.custom')](): unknown[] {
    return [...this]
  }

  #element(index: number): unknown {
    const { element, headerBytes, strideBytes } = this.#plan
    const at = this.#at + headerBytes + index * strideBytes
    if (element.read) return element.read(this.#place.region, at)
    let viewer = this.#viewers[index]
    if (!viewer) {
      viewer = element.viewer(this.#place)
      this.#viewers[index] = viewer
    }
    return viewer.at(at)
  }
}
