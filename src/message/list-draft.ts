/** The draft of a list: elements are pushed or set by value; those filled in place are handed out as drafts. */
import type { Place, Viewer } from './codec.ts'
import type { ListPlan } from './list-view.ts'
import type { DraftedPart, Message, PuttableOf } from './message.ts'
import { located, Mismatch, mismatch } from './mismatch.ts'

/** Written in place; `length` elements of it count. */
export interface FixedListDraft<Element extends Message> extends Iterable<DraftedPart<Element>> {
  readonly length: number
  /** Counts from the end where negative; undefined outside. */
  at(index: number): DraftedPart<Element> | undefined
  /** @throws WrongValueError, also for an index outside. */
  set(index: number, value: PuttableOf<Element>): void
}

/** Written in place. A new one is empty. */
export interface ListDraft<Element extends Message> extends FixedListDraft<Element> {
  /** @throws WrongValueError, also where the list is full; the list is then as before. */
  push(value: PuttableOf<Element>): void
  clear(): void
}

export class ElementDrafts {
  readonly #place: Place
  readonly #plan: ListPlan
  readonly #path: string
  readonly #drafts: Viewer[] = []
  #at = 0

  constructor(place: Place, plan: ListPlan, path: string) {
    this.#place = place
    this.#plan = plan
    this.#path = path
  }

  static move(drafts: ElementDrafts, at: number): ElementDrafts {
    drafts.#at = at
    return drafts
  }

  get length(): number {
    return this.#plan.fixedLength ?? (this.#place.region.u32[this.#at >>> 2] as number)
  }

  at(index: number): unknown {
    const { length } = this
    const i = index < 0 ? index + length : index
    return i >= 0 && i < length ? this.#draft(i) : undefined
  }

  set(index: number, value: unknown): void {
    const { length } = this
    if (!(Number.isInteger(index) && index >= 0 && index < length)) {
      throw mismatch(`an index from 0 to ${length - 1}`, index).toError(this.#path)
    }
    this.#encode(index, value)
  }

  push(value: unknown): void {
    const { fixedLength, max } = this.#plan
    const { length } = this
    if (fixedLength !== undefined || length >= max) {
      throw new Mismatch(`at most ${max} elements`, `${length + 1} elements`).toError(this.#path)
    }
    this.#encode(length, value)
    this.#place.region.u32[this.#at >>> 2] = length + 1
  }

  clear(): void {
    if (this.#plan.fixedLength === undefined) this.#place.region.u32[this.#at >>> 2] = 0
  }

  *[Symbol.iterator](): IterableIterator<unknown> {
    for (let i = 0; i < this.length; i++) yield this.#draft(i)
  }

  #encode(index: number, value: unknown): void {
    this.#place.moves++
    try {
      this.#plan.element.encode(this.#place.region, this.#elementAt(index), value)
    } catch (thrown) {
      throw located(thrown, `${this.#path}[${index}]`)
    }
  }

  #draft(index: number): unknown {
    const { element } = this.#plan
    let draft = this.#drafts[index]
    if (!draft) {
      draft = element.drafter?.(this.#place, `${this.#path}[${index}]`) ?? element.viewer(this.#place)
      this.#drafts[index] = draft
    }
    return draft.at(this.#elementAt(index))
  }

  #elementAt(index: number): number {
    return this.#at + this.#plan.headerBytes + index * this.#plan.strideBytes
  }
}
