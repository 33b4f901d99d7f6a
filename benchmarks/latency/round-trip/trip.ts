import { struct, u32 } from 'kahnveyor'

export const Trip = struct('Trip', { number: u32 })

/** What the first worker reports: round trips in microseconds, the first tenth left out. */
export interface Trips {
  readonly trips: number
  readonly p50Us: number
  readonly p99Us: number
  readonly p999Us: number
}

export function percentiles(samplesUs: Float64Array): Trips {
  const sorted = samplesUs.slice(Math.ceil(samplesUs.length / 10)).sort()
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number
  return { trips: samplesUs.length, p50Us: at(0.5), p99Us: at(0.99), p999Us: at(0.999) }
}
