/**
 * What is left of a worker that is isolated: its outputs are closed, and what still comes for it is consumed as counted dead
 * letters, so that the rest of the system goes on as if the worker had ended. It works on the ports of a replica that nobody embodies
 * any more, with the commits that the replica itself would have made.
 */
import type { Plan, PlannedReplica } from '../graph/plan.ts'
import { BellListener } from '../isolation/bell-listener.ts'
import { DOORBELL, Phase } from '../memory/record-layout.ts'
import type { Segment } from '../memory/segment.ts'
import type { Message } from '../message/message.ts'
import { ReplicaPorts } from '../queue/replica-ports.ts'

export class Undertaker {
  readonly #ports: ReplicaPorts
  readonly #listener: BellListener
  readonly #committed: () => void
  #stopped = false

  /** `committed` is called after each commit, for neighbours in this thread that hear no bell. */
  constructor(segment: Segment, plan: Plan, replicaId: number, committed: () => void) {
    this.#committed = committed
    const replica = plan.replicas[replicaId] as PlannedReplica
    this.#ports = new ReplicaPorts(segment, plan, replica, () => unread)
    this.#listener = new BellListener(segment, plan.controlBytes, replica.blockByteOffset + DOORBELL)
  }

  /** Resolves when all inputs have ended, or after `stop`. */
  async run(): Promise<void> {
    const ports = this.#ports
    ports.resume()
    if (ports.phase === Phase.running) {
      ports.phase = Phase.draining
      ports.commit()
      this.#committed()
    }
    while (!this.#stopped && ports.phase !== Phase.ended) {
      const seen = this.#listener.rings.count
      ports.bell.arm()
      if (!this.#bury()) await this.#listener.rings.after(seen)
      ports.bell.disarm()
    }
    const closed = this.#listener.close()
    ports.bell.ring()
    await closed
  }

  /** Lets everything go that has arrived. Returns whether there was anything to do. */
  #bury(): boolean {
    const { inputs, deadLettered } = this.#ports
    let found = 0
    for (const [index, input] of inputs.entries()) {
      let count = 0
      while (input.has(count)) count += 1
      deadLettered[index] = (deadLettered[index] as number) + count
      input.consume(count)
      found += count
    }
    const isOver = inputs.every((input) => input.isExhausted(0))
    if (isOver) this.#ports.phase = Phase.ended
    if (found === 0 && !isOver && !this.#ports.hasSilentProgress()) return false
    this.#ports.commit()
    this.#committed()
    return true
  }

  stop(): void {
    this.#stopped = true
    this.#ports.bell.ring()
  }
}

/** Items are counted here and never looked at, so any message will do. */
const unread = { timeReader: () => () => Number.NaN } as unknown as Message
