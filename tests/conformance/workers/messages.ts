import { image, string, struct, u32, u64, value } from 'kahnveyor'

export const Counted = struct('Counted', { number: u32 })
export const Timed = struct('Timed', { timeUs: u64, number: u32 })
export const Picture = struct('Picture', { number: u32, image: image('rgb8', { maxWidth: 64, maxHeight: 48 }) })
export const Digest = struct('Digest', { number: u32, width: u32, height: u32, checksum: u32 })
export const Sum = struct('Sum', { first: u32, count: u32, sum: u32 })
export const Pair = struct('Pair', { left: u32, right: u32 })
/** A lead item and the numbers of the side items that it met, -1 for none. */
export const Match = struct('Match', { lead: u32, before: u32, after: u32 })
export const Drawn = struct('Drawn', { number: u32, random: u64 })
export const Text = struct('Text', { text: string({ maxBytes: 200 }) })
export const Anything = value({ maxBytes: 2000 })
