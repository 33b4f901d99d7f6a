/**
 * Steps a replica whose process owns timers and sockets: it waits through the event loop, woken by a thread of its own that
 * sleeps on the doorbell in its place.
 */
import type { Replica, Step } from '../worker/replica.ts'
import { monotonicUs } from '../worker/replica-context.ts'
import type { BellListener } from './bell-listener.ts'

/** Timers and sockets get their turn at least this often, however much there is to do. */
const LONGEST_BURST_US = 5000

export async function runInEventLoop(
  replica: Replica,
  listener: BellListener,
  first?: Promise<Step>,
): Promise<'ended' | 'stopped'> {
  let burstEndsUs = monotonicUs() + LONGEST_BURST_US
  if (first !== undefined) await first
  for (;;) {
    let step = await replica.step()
    if (step === 'waiting' || step === 'paused') {
      const seen = listener.rings.count
      replica.bell.arm()
      step = await replica.step()
      if (step === 'waiting' || step === 'paused') {
        replica.describeWait()
        const delayMs = step === 'paused' ? Number.POSITIVE_INFINITY : (replica.dueUs - monotonicUs()) / 1000
        await listener.rings.after(seen, delayMs)
        burstEndsUs = monotonicUs() + LONGEST_BURST_US
      }
      replica.bell.disarm()
    }
    if (step === 'ended' || step === 'stopped') return step
    if (monotonicUs() > burstEndsUs) {
      await new Promise((resolve) => setImmediate(resolve))
      burstEndsUs = monotonicUs() + LONGEST_BURST_US
    }
  }
}
