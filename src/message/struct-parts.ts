/** What a struct is compiled from and into; both ways of compiling it share this. */
import type { Region } from '../memory/region.ts'
import type { Place, Viewer } from './codec.ts'

export interface CompiledStruct {
  encode(region: Region, at: number, value: unknown): void
  reset(region: Region, at: number): void
  readonly Viewer: new (place: Place) => Viewer
  readonly Drafter: new (place: Place, path: string) => Viewer
}

/**
 * Turns getters of a prototype into properties that each object shall have as its own, under the names given. With them
 * a view can be spread, listed and printed as its type says; on the prototype they would be left out.
 */
export function takeAccessors(prototype: object, shownAs: Readonly<Record<string, string>>): PropertyDescriptorMap {
  const accessors: PropertyDescriptorMap = {}
  for (const [getter, name] of Object.entries(shownAs)) {
    accessors[name] = { ...Object.getOwnPropertyDescriptor(prototype, getter), enumerable: true }
    Reflect.deleteProperty(prototype, getter)
  }
  return accessors
}
