/** What happens to whom in a disturbed run, and when: drawn from a seed, and the same for the same seed and system. */
import type { Disturbance } from '../graph/trial.ts'
import { FiringRandom } from '../worker/random.ts'

export interface ChaosStep extends Disturbance {
  /** When it happens, in milliseconds since the start; null where a firing brings it on. */
  readonly atMs: number | null
  /** How long a stopped process stays stopped. */
  readonly stopMs: number
  /** The successor is killed as well, so long after its predecessor: perhaps before it is up. Null: it is left alone. */
  readonly againAfterMs: number | null
}

export interface ChaosTarget {
  readonly worker: string
  /** Whether it has processes of its own, which signals can be sent to. */
  readonly isProcess: boolean
  /** The firings of each replica in the undisturbed run. */
  readonly firings: readonly number[]
}

export interface ChaosPlanOptions {
  readonly seed: number
  readonly kills: number
  readonly targets: readonly ChaosTarget[]
  /** The length of a run that is ended from outside; null for one that ends by itself. */
  readonly forMs: number | null
}

/** For so many kills, one stop and one exception. */
const KILLS_PER_OTHER = 4
/** One kill in so many is followed by another one of the same replica. */
const KILLS_PER_REPEAT = 6
const REPEAT_AFTER_MS_MAX = 200
const STOP_MS_MAX = 200
/** The last firings may never come: replicas share them differently in each run, and in a given time a disturbed run gets less far. */
const SHARE_REACHED = { one: 0.95, several: 0.6, ofTime: 0.4 } as const
/** Between asking for a kill and waiting for it a replica goes on for at most so many firings. */
const FIRINGS_AHEAD_MAX_LOG2 = 13

/** Draws `kills` kills, and stops and exceptions in proportion, evenly over targets, replicas and firings (or time). */
export function planChaos({ seed, kills, targets, forMs }: ChaosPlanOptions): readonly ChaosStep[] {
  const random = new FiringRandom(seed, 'chaos')
  random.begin(0)
  const below = (count: number): number => Math.floor(random.next() * count)
  const steps: ChaosStep[] = []
  const add = (kind: ChaosStep['kind'], rest: Partial<ChaosStep>): void => {
    const candidates = targets.filter(
      ({ isProcess, firings }) => (kind === 'throw' || isProcess) && firings.some((count) => count > 0),
    )
    const target = candidates[below(candidates.length)]
    if (target === undefined) return
    const replicas = target.firings.flatMap((count, replica) => (count > 0 ? [replica] : []))
    const replica = replicas[below(replicas.length)] as number
    const share = SHARE_REACHED[forMs !== null ? 'ofTime' : target.firings.length === 1 ? 'one' : 'several']
    const reached = Math.max(1, Math.floor((target.firings[replica] as number) * share))
    const firing = below(reached)
    const ahead = Math.floor(2 ** (random.next() * FIRINGS_AHEAD_MAX_LOG2))
    steps.push({
      id: steps.length,
      kind,
      worker: target.worker,
      replica,
      firing,
      lastFiring: Math.min(firing + ahead, reached),
      atMs: forMs === null || kind === 'throw' ? null : random.next() * forMs,
      stopMs: 1 + below(STOP_MS_MAX),
      againAfterMs: null,
      ...rest,
    })
  }
  for (let killed = 0; killed < kills; ) {
    const again = killed + 2 <= kills && below(KILLS_PER_REPEAT - 1) === 0
    add('kill', { againAfterMs: again ? below(REPEAT_AFTER_MS_MAX) : null })
    killed += again ? 2 : 1
  }
  for (let other = 0; other < Math.ceil(kills / KILLS_PER_OTHER); other += 1) {
    add('stop', {})
    add('throw', {})
  }
  return steps
}
