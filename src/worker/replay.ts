/** Calls a worker's function once more with what a capsule has kept: the same objects, nothing of a run around it. */
import { CapsuleError } from '../errors/command-errors.ts'
import { FiringTooLargeError, WrongResultError } from '../errors/firing-errors.ts'
import { DEFAULT_MAX_PUTS_PER_FIRING, end, notYet, type WorkerDefinition } from '../graph/define-worker.ts'
import { regionOver } from '../memory/region.ts'
import { layoutDifference } from '../message/define-message.ts'
import type { Message } from '../message/message.ts'
import type { Capsule, CapsuleItem, CapsuleMessage } from './capsule.ts'
import type { ReplicaContext } from './replica-context.ts'
import { decodeState } from './state-codec.ts'

export interface ReplayEvents {
  /** The worker's function is about to be called. */
  firing(): void
  /** Copied out, as a reader would get it. */
  put(port: string, item: unknown): void
}

/**
 * Sets the worker up, restores the state before the firing, and calls `fire` for each of the capsule's calls. Rejects with what
 * the worker throws; returns what the last call returned.
 */
export async function replay(
  capsule: Capsule,
  definition: WorkerDefinition,
  context: ReplicaContext,
  events: ReplayEvents,
): Promise<unknown> {
  const { setup, state, fire } = definition.options
  context.beginFiring(capsule.firing, -1)
  const self = await setup?.(capsule.args, context)
  if (capsule.state !== null) state?.restore(self, decodeState(Buffer.from(capsule.state.bytes, 'base64')))
  const inputs = new PrivateInputs(definition.inputs)
  const out = Object.fromEntries(
    Object.entries(definition.outputs).map(([port, message]) => [
      port,
      privateOutput(`${capsule.worker}.${port}`, message, definition, (item) => events.put(port, item)),
    ]),
  )
  let result: unknown
  const callFire = fire as (self: unknown, second: unknown, third: unknown) => unknown
  for (const call of capsule.calls) {
    context.beginFiring(capsule.firing, capsule.ticket)
    const given = inputs.take(call)
    events.firing()
    result = await (definition.kind === 'source' ? callFire(self, out, capsule.firing) : callFire(self, given, out))
  }
  requireResult(capsule, definition, result)
  return result
}

/** Throws `KV_CAPSULE` when the worker has other ports or messages than when the capsule was written. */
export function requireSameWorker(path: string, capsule: Capsule, definition: WorkerDefinition): void {
  if (definition.kind !== capsule.kind)
    throw new CapsuleError(path, `was written of a ${capsule.kind}; ${capsule.worker} is a ${definition.kind} now`)
  requireSameMessages(path, 'input', capsule.inputs, definition.inputs)
  requireSameMessages(path, 'output', capsule.outputs, definition.outputs)
}

function requireSameMessages(
  path: string,
  direction: 'input' | 'output',
  kept: Readonly<Record<string, CapsuleMessage>>,
  ports: Readonly<Record<string, Message>>,
): void {
  for (const port of new Set([...Object.keys(kept), ...Object.keys(ports)])) {
    const [before, now] = [kept[port], ports[port]]
    if (before === undefined) throw new CapsuleError(path, `knows no ${direction} ${port}, which the worker has now`)
    if (now === undefined) throw new CapsuleError(path, `has ${direction} ${port}, which the worker has no more`)
    if (before.digest === now.digest) continue
    const difference = layoutDifference(before.layout, now)
    const what =
      difference === undefined ? '' : `: ${difference.path}: it was ${difference.here} and is ${difference.there}`
    throw new CapsuleError(path, `has another layout of ${direction} ${port} than the worker has now${what}`)
  }
}

/** Items in memory of their own, seen through the same readers as in a run: a view is moved from call to call. */
class PrivateInputs {
  readonly #ports: Readonly<Record<string, Message>>
  readonly #places = new Map<string, (item: CapsuleItem) => unknown>()

  constructor(ports: Readonly<Record<string, Message>>) {
    this.#ports = ports
  }

  take(call: Capsule['calls'][number]): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(call).map(([port, kept]) => [
        port,
        'before' in kept
          ? { before: this.#view(port, 'before', kept.before), after: this.#view(port, 'after', kept.after) }
          : this.#view(port, '', kept),
      ]),
    )
  }

  #view(port: string, role: string, item: CapsuleItem): unknown {
    const key = `${port} ${role}`
    let place = this.#places.get(key)
    if (place === undefined) {
      const message = this.#ports[port] as Message
      const region = regionOver(new ArrayBuffer(message.sizeBytes))
      const reader = message.reader(region)
      place = ({ bytes }) => {
        region.u8.fill(0)
        region.u8.set(Buffer.from(bytes, 'base64'))
        return reader.at(0)
      }
      this.#places.set(key, place)
    }
    return place(item)
  }
}

function privateOutput(
  where: string,
  message: Message,
  definition: WorkerDefinition,
  onPut: (item: unknown) => void,
): { put(item: unknown): void; claim(): unknown } {
  const putsMax = definition.options.maxPutsPerFiring ?? DEFAULT_MAX_PUTS_PER_FIRING
  const claims = new Map<unknown, ReturnType<typeof regionOver>>()
  let puts = 0
  return {
    put: (item) => {
      if (puts === putsMax) throw new FiringTooLargeError(where, putsMax)
      const claimed = claims.get(item)
      const region = claimed ?? regionOver(new ArrayBuffer(message.sizeBytes))
      if (claimed === undefined) message.write(region, 0, item)
      else message.seal(region, 0)
      puts += 1
      onPut(message.copy(message.reader(region).at(0)))
    },
    claim: () => {
      const region = regionOver(new ArrayBuffer(message.sizeBytes))
      const draft = message.drafter(region).at(0)
      claims.set(draft, region)
      return draft
    },
  }
}

function requireResult({ worker, replica }: Capsule, { kind }: WorkerDefinition, result: unknown): void {
  if (result === undefined) return
  const isPace = typeof (result as { waitMs?: unknown } | null)?.waitMs === 'number'
  const fits = kind === 'source' ? result === end || isPace : kind === 'driver' ? result === end : result === notYet
  if (!fits) throw new WrongResultError(`${worker}/${replica}`, `returned ${String(result)}`)
}
