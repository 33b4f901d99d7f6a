/** How a state snapshot lies in the record: MessagePack, self-contained, so that any process can read what another wrote. */
import { Packr } from 'msgpackr'

const packr = new Packr({ moreTypes: true, copyBuffers: true })

export function encodeState(snapshot: unknown): Uint8Array {
  return packr.pack(snapshot)
}

export function decodeState(bytes: Uint8Array): unknown {
  return packr.unpack(bytes)
}
