import { image, struct, u32, u64 } from 'kahnveyor'

export const Frame = struct('Frame', {
  number: u32,
  timeUs: u64,
  image: image('rgb8', { maxWidth: 1920, maxHeight: 1080 }),
})
export const Checksum = struct('Checksum', { frame: u32, timeUs: u64, bytes: u32, sum: u32 })
