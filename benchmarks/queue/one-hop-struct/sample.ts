import { f64, struct, u32, u64 } from 'kahnveyor'

/** 64 bytes: what a small telemetry item looks like. */
export const Sample = struct('Sample', {
  sequence: u32,
  flags: u32,
  timeUs: u64,
  x: f64,
  y: f64,
  z: f64,
  roll: f64,
  pitch: f64,
  yaw: f64,
})

/** Sum of all `sequence + x` that the reader adds up, modulo 2^32, where `x` is half the sequence. */
export function checksumOf(items: number): number {
  let sum = 0
  for (let sequence = 0; sequence < items; sequence += 1) sum = (sum + sequence + (sequence >>> 1)) >>> 0
  return sum
}
