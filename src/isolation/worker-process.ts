import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Segment } from '../memory/segment.ts'
import type { ReplicaMessage } from '../worker/channel.ts'
import type { Embodiment, EmbodimentEvents, Exit } from './host.ts'
import { readLines } from './lines.ts'
import { childEnvironment, inheritedFlags, ownModule } from './own-modules.ts'
import { CHANNEL_DESCRIPTOR } from './process-convention.ts'

const main = fileURLToPath(ownModule('process-main', import.meta.url))

/** What a process may say before it embodies a replica; more is dropped. */
const EARLY_EVENTS_MAX = 100

/**
 * One operating-system process of a worker, in a session of its own, so that a terminal's Ctrl-C reaches the supervisor only.
 * When it is reaped, what is left of its process group (helpers that the worker started) is killed.
 */
export class WorkerProcess implements Embodiment {
  readonly #child: ChildProcess
  readonly #early: ((events: EmbodimentEvents) => void)[] = []
  #events: EmbodimentEvents | undefined
  #exited = false

  constructor(segment: Segment, workerIndex: number) {
    if (segment.handle.kind !== 'file-descriptor') throw new Error('processes need a segment that can be inherited')
    const args = [...inheritedFlags(), main, String(workerIndex), String(segment.sizeBytes), String(process.pid)]
    const child = spawn(process.execPath, args, {
      detached: true,
      env: childEnvironment(),
      stdio: ['pipe', 'pipe', 'pipe', segment.handle.fileDescriptor, 'pipe'],
    })
    this.#child = child
    readLines(child.stdout as Readable, (line) => this.#tell((events) => events.line('stdout', line)))
    readLines(child.stderr as Readable, (line) => this.#tell((events) => events.line('stderr', line)))
    const channel = child.stdio[CHANNEL_DESCRIPTOR] as Readable
    readLines(channel, (line) => this.#onChannel(line), Number.POSITIVE_INFINITY)
    // The process may be gone before it has read its assignment; its exit tells.
    child.stdin?.on('error', () => undefined)
    child.on('exit', (code, signal) => this.#onExit({ code, signal }, channel))
    child.on('error', (error) => {
      this.#tell((events) => events.line('stderr', `cannot start a worker process: ${error.message}`))
      if (child.pid === undefined) this.#onExit({ code: null, signal: null }, channel)
    })
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  get isAlive(): boolean {
    return !this.#exited
  }

  /** Makes this process the replica; from now on `events` are its own. */
  assign(replicaId: number, events: EmbodimentEvents): void {
    this.#events = events
    for (const event of this.#early.splice(0)) event(events)
    this.#child.stdin?.end(`${replicaId}\n`)
  }

  kill(): void {
    if (!this.#exited) this.#child.kill('SIGKILL')
  }

  #tell(event: (events: EmbodimentEvents) => void): void {
    if (this.#events !== undefined) event(this.#events)
    else if (this.#early.length < EARLY_EVENTS_MAX) this.#early.push(event)
  }

  #onChannel(line: string): void {
    let message: ReplicaMessage
    try {
      message = JSON.parse(line) as ReplicaMessage
    } catch {
      // Killed in the middle of a line: its last words are lost, which its exit explains.
      return
    }
    this.#tell((events) => events.message(message))
  }

  #onExit(exit: Exit, channel: Readable): void {
    if (this.#exited) return
    this.#exited = true
    if (this.#child.pid !== undefined) killGroup(this.#child.pid)
    // What the dead one wrote last may still lie in its pipe; whoever decides about it shall have read that.
    const settle = (): void => this.#tell((events) => events.exit(exit))
    if (channel.readableEnded || channel.destroyed) settle()
    else channel.once('close', settle)
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Nobody is left in the group, which is the usual case.
  }
}
