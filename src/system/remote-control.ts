import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { KahnveyorError } from '../errors/kahnveyor-error.ts'
import { ClosedError, SupervisorLostError, WorkerFailedError } from '../errors/run-errors.ts'
import { childEnvironment, inheritedFlags, ownModule } from '../isolation/own-modules.ts'
import type { Segment } from '../memory/segment.ts'
import type { SupervisorEvent } from '../supervisor/run-log.ts'
import type { RunResult } from '../supervisor/supervisor.ts'
import type { Control } from './control.ts'
import type { FromSupervisor, SupervisorStart, ToSupervisor } from './supervisor-protocol.ts'

interface Pending {
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
}

/** Starts a supervisor process over a segment and speaks with it. */
export function startSupervisorProcess(
  segment: Segment,
  start: SupervisorStart,
  emit: (event: SupervisorEvent) => void,
): Control {
  if (segment.handle.kind !== 'file-descriptor')
    throw new Error('a supervisor process needs a segment that can be inherited')
  const main = fileURLToPath(ownModule('supervisor-main', import.meta.url))
  const child = spawn(process.execPath, [...inheritedFlags(), main, String(process.pid)], {
    detached: true,
    env: childEnvironment(),
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc', segment.handle.fileDescriptor],
  })
  const pending = new Map<number, Pending>()
  let asked = 0
  let over = false

  const finished = new Promise<RunResult>((resolve, reject) => {
    const lost = (how: string): void => {
      if (over) return
      over = true
      const error = new SupervisorLostError(how)
      for (const { reject: rejectAsk } of pending.values()) rejectAsk(error)
      pending.clear()
      reject(error)
    }
    child.on('error', (error) => lost(error.message))
    child.on('exit', (code, signal) => lost(signal === null ? `exit code ${code}` : `signal ${signal}`))
    child.on('message', (message: FromSupervisor) => {
      switch (message.kind) {
        case 'event':
          emit(message.event)
          return
        case 'answer': {
          const ask = pending.get(message.id)
          pending.delete(message.id)
          if (message.error === undefined) ask?.resolve(message.value as never)
          else
            ask?.reject(
              new KahnveyorError((message.error.code ?? 'KV_SYSTEM_CALL') as `KV_${string}`, message.error.message),
            )
          return
        }
        case 'finished': {
          over = true
          const { failed } = message
          const error = failed && new WorkerFailedError(failed.worker, failed.replica, failed.reason)
          for (const ask of pending.values()) ask.resolve(undefined as never)
          pending.clear()
          resolve({ ...message.result, error })
          return
        }
        default:
          message satisfies never
      }
    })
  })
  const tell = (message: ToSupervisor): void => {
    if (child.connected) child.send(message, () => undefined)
  }
  tell({ kind: 'begin', start, sizeBytes: segment.sizeBytes })
  return {
    finished,
    perform: (verb, parameters = {}) => {
      if (over) return Promise.reject(new ClosedError('the run'))
      asked += 1
      const id = asked
      return new Promise((resolve, reject) => {
        pending.set(id, { resolve: resolve as Pending['resolve'], reject })
        tell({ kind: 'ask', id, verb, parameters })
      })
    },
  }
}
