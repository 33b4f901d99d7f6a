import { hookCrashPoints } from '../memory/crash-point.ts'

/** The environment variable by which tests ask a worker process to die at one place. */
export const CRASH_AT = 'KAHNVEYOR_CRASH_AT'

/** Where to die: the process of this incarnation of a replica, the nth time that it comes by the point, from 1. */
export interface CrashRequest {
  /** Such as `detect/0`. */
  readonly replica: string
  readonly incarnation: number
  readonly point: string
  readonly nth: number
}

/** Makes this process kill itself with SIGKILL at the places that tests have asked for. Without a request it does nothing. */
export function crashWhereAsked(replica: string, incarnation: number): void {
  const requested = process.env[CRASH_AT]
  if (requested === undefined) return
  const mine = (JSON.parse(requested) as CrashRequest[]).filter(
    (request) => request.replica === replica && request.incarnation === incarnation,
  )
  if (mine.length === 0) return
  const passed = new Map<string, number>()
  hookCrashPoints((point) => {
    const times = (passed.get(point) ?? 0) + 1
    passed.set(point, times)
    if (mine.some((request) => request.point === point && request.nth === times)) process.kill(process.pid, 'SIGKILL')
  })
}
