import { Wanted } from '../controller/states.ts'
import type { Replacement, ReplicaKeeper } from './replica-keeper.ts'

/** Keeps the replicas of one worker: the same verbs as the system's, for this worker alone. */
export class WorkerManager {
  readonly name: string
  readonly keepers: readonly ReplicaKeeper[]
  readonly #changed: () => Promise<void>

  /** `changed` resolves whenever some replica of the system reached another state. */
  constructor(name: string, keepers: readonly ReplicaKeeper[], changed: () => Promise<void>) {
    this.name = name
    this.keepers = keepers
    this.#changed = changed
  }

  start(): void {
    for (const keeper of this.keepers) keeper.start()
  }

  /** Resolves when every replica has finished its firing and holds still. A replica that is being replaced counts as still. */
  async pause(): Promise<void> {
    for (const keeper of this.keepers) keeper.setWanted(Wanted.pause)
    while (!this.keepers.every((keeper) => keeper.isPaused)) {
      if (this.keepers.some((keeper) => keeper.words.wanted() !== Wanted.pause)) return
      await this.#changed()
    }
  }

  resume(): void {
    for (const keeper of this.keepers) keeper.setWanted(Wanted.run)
  }

  /** Resolves when all replicas are gone for good. */
  async join(): Promise<void> {
    await Promise.all(this.keepers.map((keeper) => keeper.join()))
  }

  /** Kills all replicas and does not replace them. */
  async terminate(): Promise<void> {
    for (const keeper of this.keepers) keeper.terminate()
    await this.join()
  }

  /** True while every replica that has not ended in peace is embodied. */
  isAlive(): boolean {
    return this.keepers.every((keeper) => keeper.state === 'live' || keeper.state === 'gone')
  }

  /** What was replaced since this was last asked. Deaths are answered when they happen; nobody needs to ask for it. */
  checkAndRestart(): Replacement[] {
    return this.keepers.flatMap((keeper) => keeper.takeReplacements())
  }
}
