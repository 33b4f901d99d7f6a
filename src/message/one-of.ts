/** One of a few strings, held as its number. */
import { WrongMessageError } from '../errors/message-errors.ts'
import type { Region } from '../memory/region.ts'
import { plainViewer } from './codec.ts'
import { defineMessage } from './define-message.ts'
import type { AssignedMessage } from './message.ts'
import { mismatch } from './mismatch.ts'

export interface OneOfMessage<Choices extends readonly string[]>
  extends AssignedMessage<Choices[number], Choices[number], { readonly oneOf: Choices }> {}

/** One of the given strings, at most 256; a draft starts with the first. Their order is part of the layout. */
export function oneOf<const Choices extends readonly [string, ...string[]]>(
  ...choices: Choices
): OneOfMessage<Choices> {
  const shownChoices = choices.map((choice) => `'${choice}'`).join(', ')
  const name = `oneOf(${shownChoices})`
  const numbers = new Map<unknown, number>(choices.map((choice, number) => [choice, number]))
  if (choices.length === 0 || choices.length > CHOICES_MAX || numbers.size !== choices.length) {
    throw new WrongMessageError(name, `choices=${choices.length}. Give 1 to ${CHOICES_MAX} different strings.`)
  }
  const read = (region: Region, at: number) => choices[region.u8[at] as number]
  return defineMessage({
    layout: { kind: 'oneOf', name, sizeBytes: 1, alignBytes: 1, choices },
    draftedBy: 'assignment',
    encode: (region, at, value) => {
      const number = numbers.get(value)
      if (number === undefined) throw mismatch(`one of ${shownChoices}`, value)
      region.u8[at] = number
    },
    read,
    viewer: (place) => plainViewer(place, read),
    reset: (region, at) => {
      region.u8[at] = 0
    },
    zeroedBytes: 1,
    copy: (view) => view,
  })
}

const CHOICES_MAX = 256
