/** Strings in UTF-8: a length, then at most `maxBytes` bytes. */
import type { Region } from '../memory/region.ts'
import { type Codec, plainViewer } from './codec.ts'
import { defineMessage } from './define-message.ts'
import { checkedBound } from './layout.ts'
import type { AssignedMessage } from './message.ts'
import { Mismatch, mismatch, shown } from './mismatch.ts'

export interface StringMessage extends AssignedMessage<string, string, 'string'> {}

/** A string of at most `maxBytes` bytes in UTF-8. Each read makes a string. Lone surrogates are refused. */
export function string({ maxBytes }: { readonly maxBytes: number }): StringMessage {
  const name = `string(${maxBytes})`
  checkedBound(name, 'maxBytes', maxBytes)
  const codec: Codec = {
    layout: { kind: 'string', name, sizeBytes: LENGTH_BYTES + maxBytes, alignBytes: 4, bounds: { maxBytes } },
    draftedBy: 'assignment',
    encode: (region, at, value) => {
      if (typeof value !== 'string') throw mismatch('a string', value)
      const sizeBytes = encodeShortAscii(region, at + LENGTH_BYTES, value, maxBytes)
      region.u32[at >>> 2] = sizeBytes === NOT_SHORT_ASCII ? encodeUtf8(region, at, value, maxBytes) : sizeBytes
    },
    read,
    viewer: (place) => plainViewer(place, read),
    reset: (region, at) => {
      region.u32[at >>> 2] = 0
    },
    zeroedBytes: 4,
    copy: (view) => view,
  }
  return defineMessage(codec)
}

function read(region: Region, at: number): string {
  const start = at + LENGTH_BYTES
  const sizeBytes = region.u32[at >>> 2] as number
  return sizeBytes === 0 ? '' : bufferOver(region).toString('utf8', start, start + sizeBytes)
}

/** Short names and labels, the usual case, without a call out of JavaScript. */
function encodeShortAscii(region: Region, start: number, value: string, maxBytes: number): number {
  const { length } = value
  if (length > SHORT_LENGTH_MAX || length > maxBytes) return NOT_SHORT_ASCII
  for (let i = 0; i < length; i++) {
    const code = value.charCodeAt(i)
    if (code > 0x7f) return NOT_SHORT_ASCII
    region.u8[start + i] = code
  }
  return length
}

function encodeUtf8(region: Region, at: number, value: string, maxBytes: number): number {
  if (!value.isWellFormed()) throw mismatch('a string without lone surrogates', value)
  const sizeBytes = Buffer.byteLength(value, 'utf8')
  if (sizeBytes > maxBytes) {
    const actual = `${shown(value)} of ${sizeBytes} bytes`
    throw new Mismatch(`a string of at most ${maxBytes} bytes`, actual, 'Put a shorter one, or raise its maxBytes.')
  }
  return bufferOver(region).write(value, at + LENGTH_BYTES, sizeBytes, 'utf8')
}

/** Buffer brings the fast UTF-8 routines; a worker works on few regions, one after the other. */
function bufferOver(region: Region): Buffer {
  if (region !== lastRegion) {
    lastRegion = region
    lastBuffer = Buffer.from(region.buffer as ArrayBuffer, region.u8.byteOffset, region.sizeBytes)
  }
  return lastBuffer
}

let lastRegion: Region | undefined
let lastBuffer: Buffer = Buffer.alloc(0)

const LENGTH_BYTES = 4
const SHORT_LENGTH_MAX = 32
const NOT_SHORT_ASCII = -1
