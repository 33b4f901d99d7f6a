/**
 * When a dead replica is replaced and when its system fails, as in Erlang/OTP's supervisors: so many restarts within so
 * much time. Only deaths without a commit between them count: a replica that gets work done may die as often as it likes.
 */
export interface RestartPolicy {
  /** Deaths without a commit between them, within `withinMs`, that are still answered by a replacement. Default 5. */
  readonly maxRestarts: number
  /** Default 60000. */
  readonly withinMs: number
  /** Wait before the second such replacement; doubled for each further one, up to `backoffMaxMs`. The first is at once. Default 50. */
  readonly backoffMs: number
  /** Default 5000. */
  readonly backoffMaxMs: number
}

export const DEFAULT_RESTART_POLICY: RestartPolicy = {
  maxRestarts: 5,
  withinMs: 60_000,
  backoffMs: 50,
  backoffMaxMs: 5_000,
}

export type RestartDecision =
  | { readonly kind: 'restart'; readonly delayMs: number }
  | { readonly kind: 'give up'; readonly deaths: number }

export class RestartHistory {
  readonly #policy: RestartPolicy
  #deathsMs: number[] = []

  constructor(policy: RestartPolicy) {
    this.#policy = policy
  }

  /** Decides about one death. `progress`: it had committed since it started. */
  died(nowMs: number, progress: boolean): RestartDecision {
    const { maxRestarts, withinMs, backoffMs, backoffMaxMs } = this.#policy
    if (progress) this.#deathsMs = []
    this.#deathsMs = [...this.#deathsMs.filter((deathMs) => nowMs - deathMs < withinMs), nowMs]
    const deaths = this.#deathsMs.length
    if (deaths > maxRestarts) return { kind: 'give up', deaths }
    if (deaths === 1) return { kind: 'restart', delayMs: 0 }
    const delayMs = Math.min(backoffMaxMs, backoffMs * 2 ** (deaths - 2))
    // Half of the wait is drawn, so that replicas that died together do not come back together.
    return { kind: 'restart', delayMs: delayMs * (0.5 + Math.random() / 2) }
  }
}
