import { MessageMismatchError } from '../errors/graph-errors.ts'
import { layoutDifference, sameLayout } from '../message/define-message.ts'
import type { Message } from '../message/message.ts'

/** Throws `KV_MESSAGE_MISMATCH`, naming the first difference, unless both ends of a queue lay their items out alike. */
export function requireSameMessage(where: string, writer: Message, reader: Message): void {
  if (writer === reader) return
  if (typeof writer?.digest !== 'string' || typeof reader?.digest !== 'string')
    throw new MessageMismatchError(where, 'one end is no message')
  if (sameLayout(writer, reader)) return
  const difference = layoutDifference(writer, reader)
  throw new MessageMismatchError(
    where,
    difference === undefined
      ? 'their layouts differ'
      : `${difference.path} is ${difference.here} at the writer and ${difference.there} at the reader`,
  )
}
