import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { ReplicaMessage } from '../worker/channel.ts'
import type { Embodiment, EmbodimentEvents, Host, HostOptions } from './host.ts'
import { readLines } from './lines.ts'
import { childEnvironment, inheritedFlags, ownModule } from './own-modules.ts'
import { CHANNEL_DESCRIPTOR } from './process-convention.ts'

/**
 * Starts each incarnation as a process in a session of its own, so that a terminal's Ctrl-C reaches the supervisor only. When it
 * is reaped, what is left of its process group (helpers that the worker started) is killed.
 */
export class ProcessHost implements Host {
  readonly #options: HostOptions
  readonly #main = fileURLToPath(ownModule('process-main', import.meta.url))

  constructor(options: HostOptions) {
    this.#options = options
  }

  start(replicaId: number, events: EmbodimentEvents): Embodiment {
    const { segment } = this.#options
    if (segment.handle.kind !== 'file-descriptor') throw new Error('processes need a segment that can be inherited')
    const args = [...inheritedFlags(), this.#main, String(replicaId), String(segment.sizeBytes), String(process.pid)]
    const child = spawn(process.execPath, args, {
      detached: true,
      env: childEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe', segment.handle.fileDescriptor, 'pipe'],
    })
    readLines(child.stdout as Readable, (line) => events.line('stdout', line))
    readLines(child.stderr as Readable, (line) => events.line('stderr', line))
    const channel = child.stdio[CHANNEL_DESCRIPTOR] as Readable
    readLines(channel, (line) => events.message(JSON.parse(line) as ReplicaMessage), Number.POSITIVE_INFINITY)
    let exited = false
    const exit = (code: number | null, signal: NodeJS.Signals | null): void => {
      if (exited) return
      exited = true
      if (child.pid !== undefined) killGroup(child.pid)
      // What the dead one wrote last may still lie in its pipes; whoever decides about it shall have read that.
      const settle = (): void => events.exit({ code, signal })
      if (channel.readableEnded || channel.destroyed) settle()
      else channel.once('close', settle)
    }
    child.on('exit', exit)
    child.on('error', (error) => {
      events.line('stderr', `cannot start a worker process: ${error.message}`)
      if (child.pid === undefined) exit(null, null)
    })
    return {
      pid: child.pid,
      kill: () => {
        if (!exited) child.kill('SIGKILL')
      },
    }
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Nobody is left in the group, which is the usual case.
  }
}
