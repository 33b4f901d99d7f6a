/**
 * What can be asked of a running system by name: the one table behind the library's handle, the supervisor process's
 * channel and the control socket.
 */
import type { Supervisor } from './supervisor.ts'

export interface VerbParameters {
  readonly worker?: string
  readonly deadlineMs?: number
}

const verbs = {
  status: (supervisor: Supervisor) => supervisor.status(),
  pause: (supervisor: Supervisor, { worker }: VerbParameters) => supervisor.pause(worker),
  resume: (supervisor: Supervisor, { worker }: VerbParameters) => supervisor.resume(worker),
  savepoint: (supervisor: Supervisor) => supervisor.savepoint(),
  drain: (supervisor: Supervisor, { deadlineMs }: VerbParameters) => supervisor.drain(deadlineMs),
  stop: (supervisor: Supervisor, { deadlineMs }: VerbParameters) => supervisor.stop(deadlineMs),
  kill: (supervisor: Supervisor) => supervisor.kill(),
  start: (supervisor: Supervisor, { worker }: VerbParameters) => supervisor.manager(worker ?? '').start(),
  join: (supervisor: Supervisor, { worker }: VerbParameters) => supervisor.manager(worker ?? '').join(),
  terminate: (supervisor: Supervisor, { worker }: VerbParameters) => supervisor.manager(worker ?? '').terminate(),
  isAlive: (supervisor: Supervisor, { worker }: VerbParameters) => supervisor.manager(worker ?? '').isAlive(),
  checkAndRestart: (supervisor: Supervisor, { worker }: VerbParameters) =>
    supervisor.manager(worker ?? '').checkAndRestart(),
} as const

export type Verb = keyof typeof verbs
export type VerbResult<V extends Verb> = Awaited<ReturnType<(typeof verbs)[V]>>

export const verbNames = Object.keys(verbs) as readonly Verb[]

export function isVerb(name: unknown): name is Verb {
  return typeof name === 'string' && Object.hasOwn(verbs, name)
}

export async function perform<V extends Verb>(
  supervisor: Supervisor,
  verb: V,
  parameters: VerbParameters = {},
): Promise<VerbResult<V>> {
  return (await verbs[verb](supervisor, parameters)) as VerbResult<V>
}
