/**
 * The control words of one replica's block, for both sides: `SupervisorWords` writes what the supervisor may write,
 * `ReplicaWords` what the replica may write; each reads what the other wrote.
 */
import type { Plan, PlannedReplica } from '../graph/plan.ts'
import {
  DEATH_ATTEMPTS,
  DEATH_CAUSE,
  DEATH_FIRING,
  EXCEPTION_ATTEMPTS,
  EXCEPTION_FIRING,
  FIRING,
  FLIP,
  IN_HAND,
  INCARNATION,
  LIFE,
  RESCUED_WAITS,
  WAIT_KIND,
  WAIT_QUEUE,
  WANTED,
} from '../memory/record-layout.ts'
import type { Segment } from '../memory/segment.ts'
import { glance, load, note, publish } from '../memory/words.ts'
import { nextWish, wantedBy } from './states.ts'

class ControlWords {
  protected readonly words: Int32Array
  readonly #start: number

  constructor(segment: Segment, plan: Plan, replica: number) {
    this.words = segment.region(0, plan.controlBytes).i32
    this.#start = (plan.replicas[replica] as PlannedReplica).blockByteOffset
  }

  protected index(field: number): number {
    return (this.#start + field) >> 2
  }

  protected read(field: number): number {
    return load(this.words, this.index(field))
  }

  protected write(field: number, value: number): void {
    publish(this.words, this.index(field), value)
  }
}

export class ReplicaWords extends ControlWords {
  readonly #wanted = this.index(WANTED)
  readonly #firing = this.index(FIRING)
  #lastLife = -1
  #lastInHand: number | undefined

  /**
   * May be one step old. Nobody sleeps on an old one: the supervisor rings after it has written, and the owner has loaded its
   * bell before it looks here for the last time.
   */
  wish(): number {
    return glance(this.words, this.#wanted)
  }

  /** Deaths that count against `firing`. */
  deathAttempts(firing: number): number {
    return this.read(DEATH_FIRING) === (firing | 0) ? this.read(DEATH_ATTEMPTS) : 0
  }

  /** How the last death that counts against `firing` came about, as death-cause.ts has it. */
  deathCause(firing: number): number {
    return this.read(DEATH_FIRING) === (firing | 0) ? this.read(DEATH_CAUSE) : 0
  }

  incarnation(): number {
    return this.read(INCARNATION)
  }

  /** Says that the user's function is being called for firing number `firing`: for whoever asks how this process died. */
  enterFiring(firing: number): void {
    note(this.words, this.#firing, (firing + 1) | 0)
  }

  /** Says that the firing ended without a commit: what comes next is a wait, or another attempt. */
  leaveFiring(firing: number): void {
    note(this.words, this.#firing, firing | 0)
  }

  /** This incarnation is the word's only writer, so the shared one is read once. */
  inHand(): number {
    this.#lastInHand ??= this.read(IN_HAND)
    return this.#lastInHand
  }

  setInHand(items: number): void {
    this.#lastInHand = items
    this.write(IN_HAND, items)
  }

  /** How often `firing` has thrown, in this incarnation or before it. */
  exceptionAttempts(firing: number): number {
    return this.read(EXCEPTION_FIRING) === (firing | 0) ? this.read(EXCEPTION_ATTEMPTS) : 0
  }

  setExceptionAttempts(firing: number, count: number): void {
    // Killed in between, it leaves a count that is too small and never one that belongs to another firing.
    this.write(EXCEPTION_ATTEMPTS, 0)
    this.write(EXCEPTION_FIRING, firing)
    this.write(EXCEPTION_ATTEMPTS, count)
  }

  /** Returns whether that is new. */
  setLife(life: number): boolean {
    if (life === this.#lastLife) return false
    this.#lastLife = life
    this.write(LIFE, life)
    return true
  }

  setWait(kind: number, queue: number): void {
    this.write(WAIT_QUEUE, queue)
    this.write(WAIT_KIND, kind)
  }

  countRescuedWait(): void {
    this.write(RESCUED_WAITS, this.read(RESCUED_WAITS) + 1)
  }
}

export class SupervisorWords extends ControlWords {
  /** Every call is a new wish, also for what is wanted already: it is acknowledged anew. */
  setWanted(wanted: number): void {
    this.write(WANTED, nextWish(this.wish(), wanted))
  }

  wanted(): number {
    return wantedBy(this.wish())
  }

  wish(): number {
    return this.read(WANTED)
  }

  setIncarnation(incarnation: number): void {
    this.write(INCARNATION, incarnation)
  }

  /** The dead are reaped and the successor has not started: nobody else writes these words now. */
  setStarting(life: number): void {
    this.write(LIFE, life)
    this.write(FIRING, 0)
  }

  setDeathAttempts(firing: number, deaths: number, cause: number): void {
    this.write(DEATH_FIRING, firing)
    this.write(DEATH_ATTEMPTS, deaths)
    this.write(DEATH_CAUSE, cause)
  }

  deathFiring(): number {
    return this.read(DEATH_FIRING)
  }

  deathAttempts(): number {
    return this.read(DEATH_ATTEMPTS)
  }

  life(): number {
    return this.read(LIFE)
  }

  /** Commits so far, truncated to 32 bits. Indication only. */
  commits(): number {
    return this.read(FLIP)
  }

  /** Number of the firing in progress or last begun, plus 1; 0 before the first. */
  firing(): number {
    return this.read(FIRING)
  }

  waitKind(): number {
    return this.read(WAIT_KIND)
  }

  waitQueue(): number {
    return this.read(WAIT_QUEUE)
  }

  rescuedWaits(): number {
    return this.read(RESCUED_WAITS)
  }
}
