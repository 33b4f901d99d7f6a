import { image, list, string, struct, u32, u64 } from 'kahnveyor'

export const Reading = struct('Reading', {
  id: u32,
  timeUs: u64,
  label: string({ maxBytes: 32 }),
  image: image('gray8', { maxWidth: 8, maxHeight: 8 }),
})
export const Sum = struct('Sum', { id: u32, sum: u32, ids: list(u32, { max: 8 }) })
