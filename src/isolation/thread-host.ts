import { Worker } from 'node:worker_threads'
import type { ReplicaMessage } from '../worker/channel.ts'
import type { Embodiment, EmbodimentEvents, Host, HostOptions } from './host.ts'
import { readLines } from './lines.ts'
import { childEnvironment, inheritedFlags, ownModule } from './own-modules.ts'

/** How long a thread that is to be killed may take to leave by itself. */
const LEAVE_WITHIN_MS = 200

/** Starts each incarnation as a thread of this process. A thread that blocks in a sleep ends at its next look, within half a second. */
export class ThreadHost implements Host {
  readonly #options: HostOptions

  constructor(options: HostOptions) {
    this.#options = options
  }

  start(replicaId: number, events: EmbodimentEvents): Embodiment {
    const thread = new Worker(ownModule('thread-main', import.meta.url), {
      workerData: { handle: this.#options.segment.handle, replicaId },
      env: childEnvironment(),
      execArgv: inheritedFlags(),
      stdout: true,
      stderr: true,
    })
    let killed = false
    readLines(thread.stdout, (line) => events.line('stdout', line))
    readLines(thread.stderr, (line) => events.line('stderr', line))
    thread.on('message', (message: ReplicaMessage) => events.message(message))
    thread.on('error', (error: unknown) =>
      events.line('stderr', error instanceof Error ? (error.stack ?? error.message) : String(error)),
    )
    thread.on('exit', (code) => events.exit({ code: killed ? null : code, signal: killed ? 'SIGKILL' : null }))
    return {
      pid: undefined,
      kill: () => {
        killed = true
        // Its keeper has asked it to leave: a thread that sleeps or is between two firings does. One that is terminated inside a
        // native call can take the whole process along, so only a thread that computes on is.
        const timer = setTimeout(() => void thread.terminate(), LEAVE_WITHIN_MS)
        thread.once('exit', () => clearTimeout(timer))
      },
    }
  }
}
