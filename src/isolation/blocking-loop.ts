import { LONGEST_SLEEP_MS } from '../memory/doorbell.ts'
import { relax } from '../memory/words.ts'
import type { Replica, Step } from '../worker/replica.ts'
import { monotonicUs } from '../worker/replica-context.ts'

/** How often a replica looks again before it sleeps: together about as long as a sleep and a wake-up cost. */
const LOOKS = 12

/**
 * Steps a replica and blocks this thread while there is nothing to do: spin a little, then sleep on the doorbell. Returns how it
 * ended, or a pending step when a plain `fire` returned a promise: from there on only an event loop can go on.
 */
export function runBlocking(replica: Replica): 'ended' | 'stopped' | Promise<Step> {
  let idle = 0
  for (;;) {
    const step = replica.step()
    if (step === 'fired') {
      idle = 0
      continue
    }
    if (step === 'ended' || step === 'stopped') return step
    if (typeof step !== 'string') return step
    idle += 1
    if (idle < LOOKS) {
      relax()
      continue
    }
    idle = 0
    const left = sleep(replica)
    if (left !== undefined) return left
  }
}

function sleep(replica: Replica): 'ended' | 'stopped' | Promise<Step> | undefined {
  const bell = replica.bell.arm()
  const step = replica.step()
  if (step === 'waiting' || step === 'paused') {
    replica.describeWait()
    const timeoutMs = Math.min(LONGEST_SLEEP_MS, Math.max(0, (replica.dueUs - monotonicUs()) / 1000))
    const outcome = replica.bell.sleep(bell, timeoutMs)
    replica.bell.disarm()
    if (outcome === 'rung' || step === 'paused' || timeoutMs < LONGEST_SLEEP_MS) return undefined
    // The sleep ended by itself: whoever made the next step possible should have rung.
    const isDue = replica.dueUs <= monotonicUs()
    const next = replica.step()
    if (next === 'fired' && !isDue) replica.words.countRescuedWait()
    return isFinal(next) ? next : undefined
  }
  replica.bell.disarm()
  return isFinal(step) ? step : undefined
}

function isFinal(step: Step | Promise<Step>): step is 'ended' | 'stopped' | Promise<Step> {
  return step === 'ended' || step === 'stopped' || typeof step !== 'string'
}
