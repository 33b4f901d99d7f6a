/** Writes the capsule of a firing that is given up into the run directory, before the skip is committed. */
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ReplicaWords } from '../controller/control-words.ts'
import { messageOf } from '../errors/kahnveyor-error.ts'
import type { WorkerDefinition } from '../graph/define-worker.ts'
import type { Plan, PlannedReplica, PlannedWorker } from '../graph/plan.ts'
import type { ReplicaPorts } from '../queue/replica-ports.ts'
import {
  CAPSULE_FORMAT,
  type Capsule,
  type CapsuleCall,
  type CapsuleItem,
  capsuleItem,
  capsuleMessages,
  capsuleState,
} from './capsule.ts'
import type { KeptCapsule } from './channel.ts'
import { type InputTaking, SingleTaking } from './input-taking.ts'
import { packageVersion } from './package-version.ts'

const CAPSULES_FOLDER = 'capsules'
/** A worker that gives up item after item must not fill the disk. */
const CAPSULES_MAX = 100

/**
 * Keeps what the replica has in hand. Whole or not at all; one that is there stays, since only a death before the skip was
 * committed leads here twice. Never throws: an item is given up whether or not there is room to tell of it.
 */
export function keepCapsule(
  replica: { readonly planned: PlannedReplica; readonly ports: ReplicaPorts; readonly words: ReplicaWords },
  plan: Plan,
  definition: WorkerDefinition,
  taking: InputTaking,
  cause: Capsule['cause'],
): KeptCapsule | undefined {
  if (plan.runDirectory === null) return undefined
  const { planned, ports, words } = replica
  const worker = plan.workers[planned.worker] as PlannedWorker
  const name = `${worker.name.replaceAll(/[^\w.-]/g, '_')}-${planned.number}-${ports.firings}.json`
  const folder = join(plan.runDirectory, CAPSULES_FOLDER)
  try {
    mkdirSync(folder, { recursive: true })
    if (!existsSync(join(folder, name))) {
      if (readdirSync(folder).filter((file) => file.endsWith('.json')).length >= CAPSULES_MAX)
        return { problem: `there are ${CAPSULES_MAX} capsules already` }
      const capsule = capsuleOf()
      const draft = join(folder, `${name}.${process.pid}`)
      writeFileSync(draft, `${JSON.stringify({ format: CAPSULE_FORMAT, ...capsule }, null, 2)}\n`)
      renameSync(draft, join(folder, name))
    }
    return { path: `${CAPSULES_FOLDER}/${name}` }
  } catch (thrown) {
    return { problem: messageOf(thrown) }
  }

  function capsuleOf(): Capsule {
    const { firings } = ports
    const { kind, moduleUrl, indexInModule, inputs, outputs } = definition
    const ticket = planned.carriesTickets && ports.inputs[0]?.has(0) === true ? ports.inputs[0].ticketAt(0) : firings
    return {
      system: plan.system,
      worker: worker.name,
      replica: planned.number,
      firing: firings,
      ticket,
      kind,
      module: moduleUrl,
      indexInModule,
      args: worker.args,
      seed: plan.seed,
      runDirectory: plan.runDirectory,
      firingDeadlineMs: worker.care.firingDeadlineMs,
      written: new Date().toISOString(),
      cause,
      attempts: { exceptions: words.exceptionAttempts(firings), deaths: words.deathAttempts(firings) },
      versions: { kahnveyor: packageVersion(), node: process.version, platform: `${process.platform} ${process.arch}` },
      inputs: capsuleMessages(inputs),
      outputs: capsuleMessages(outputs),
      state: capsuleState(ports.committedState()),
      calls: callsInHand(definition, ports, words, taking),
    }
  }
}

/** What the calls of `fire` get that make up the firing in hand. */
function callsInHand(
  definition: WorkerDefinition,
  ports: ReplicaPorts,
  words: ReplicaWords,
  taking: InputTaking,
): CapsuleCall[] {
  const { rule } = definition
  const leadOfPairs = rule?.kind === 'byTimestamp' && rule.match === 'bracket' ? rule.lead : undefined
  const keep = (given: Record<string, unknown>): CapsuleCall => {
    const call: Record<string, CapsuleItem | { before: CapsuleItem; after: CapsuleItem }> = {}
    for (const { name, message } of ports.inputs) {
      const view = given[name]
      if (view === undefined) continue
      if (leadOfPairs === undefined || leadOfPairs === name) call[name] = capsuleItem(message, view)
      else {
        const pair = view as { readonly before: unknown; readonly after: unknown }
        call[name] = { before: capsuleItem(message, pair.before), after: capsuleItem(message, pair.after) }
      }
    }
    return call
  }
  if (taking instanceof SingleTaking) return Array.from(taking.held(Math.max(1, words.inHand())), keep)
  return taking.prepare() === 'fire' ? [keep(taking.inputs)] : []
}
