import { image, struct, u32 } from 'kahnveyor'

export const WIDTH = 1920
export const HEIGHT = 1080
export const FRAME_BYTES = WIDTH * HEIGHT * 3
export const PAGE_BYTES = 4096
const PAGES = Math.ceil(FRAME_BYTES / PAGE_BYTES)

export const Frame = struct('Frame', { sequence: u32, image: image('rgb8', { maxWidth: WIDTH, maxHeight: HEIGHT }) })

/** Marks every page of a frame as belonging to this one. */
export function stamp(data: Uint8Array, sequence: number): void {
  const mark = sequence & 0xff
  for (let at = 0; at < FRAME_BYTES; at += PAGE_BYTES) data[at] = mark
}

/** The sum of the marks that a frame must have. */
export function stampSum(sequence: number): number {
  return (sequence & 0xff) * PAGES
}

/** What the reader has added up after so many frames, modulo 2^32. */
export function checksumOf(frames: number): number {
  let sum = 0
  for (let sequence = 0; sequence < frames; sequence += 1) sum = (sum + stampSum(sequence)) >>> 0
  return sum
}
