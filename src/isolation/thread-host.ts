import { Worker } from 'node:worker_threads'
import type { ReplicaMessage } from '../worker/channel.ts'
import type { Embodiment, EmbodimentEvents, Host, HostOptions } from './host.ts'
import { readLines } from './lines.ts'
import { childEnvironment, inheritedFlags, ownModule } from './own-modules.ts'

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
        void thread.terminate()
      },
    }
  }
}
