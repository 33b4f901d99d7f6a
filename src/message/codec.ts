/**
 * What each kind of message provides inside this room: how its bytes are written, seen in place, drafted and copied out.
 * Public types are left to message.ts; here values are unknown and every function stands alone (none uses `this`), so
 * that compiled structs can call them directly.
 */
import type { Region } from '../memory/region.ts'
import type { Layout } from './layout.ts'

export interface Codec {
  readonly layout: Layout
  /** Whether a draft sets it by assignment (`draft.id = 3`) or fills it in place (`draft.boxes.push(…)`). */
  readonly draftedBy: DraftedBy
  /** Writes `value`, which may be of any type, at `at`; throws a Mismatch. Touches only the bytes of the layout. */
  encode(region: Region, at: number, value: unknown): void
  /** For kinds whose view is made afresh at each access and needs no object of its own, such as numbers and strings. */
  readonly read?: (region: Region, at: number) => unknown
  /** One view, to be moved from place to place. */
  viewer(place: Place): Viewer
  /** One draft, to be moved from place to place; `path` goes into its errors. Only for kinds drafted in place. */
  readonly drafter?: (place: Place, path: string) => Viewer
  /** Makes the small fixed part that of a new draft. */
  reset(region: Region, at: number): void
  /** Where `reset` does no more than zero so many bytes, aligned to as many. */
  readonly zeroedBytes?: 1 | 2 | 4 | 8
  /** Throws a Mismatch where a draft left something unset; absent where that cannot be. */
  readonly requireSet?: (region: Region, at: number) => void
  /** Plain JavaScript from a view. */
  copy(view: unknown): unknown
  /** Of a struct, in their order. */
  readonly fields?: readonly StructField[]
}

export interface StructField {
  readonly name: string
  /** From the start of the struct. */
  readonly offsetBytes: number
  readonly codec: Codec
}

export type DraftedBy = 'assignment' | 'place'

/** Hands out its one view or draft, moved to `at`. */
export interface Viewer {
  at(at: number): unknown
}

/** Where the views of one reader look, and how often they were moved: what was decoded before the last move is stale. */
export interface Place {
  readonly region: Region
  moves: number
}

/** The viewer of kinds that need no object. */
export function plainViewer(place: Place, read: (region: Region, at: number) => unknown): Viewer {
  const { region } = place
  return { at: (at) => read(region, at) }
}
