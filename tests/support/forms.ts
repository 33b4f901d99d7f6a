/** The forms in which a run can exist. Each conformance test runs in all of them and expects the same. */
import type { Running, StartOptions, SystemDefinition } from 'kahnveyor'
import { canShareBetweenProcesses } from '../../src/memory/system-calls.ts'
import { startOn } from '../../src/system/start.ts'
import { missingPrefix } from './requires.ts'

type Parts = Parameters<typeof startOn>[1] extends SystemDefinition<infer P> ? P : never

export interface Form {
  readonly name: string
  readonly isolation: 'inline' | 'thread' | 'process'
  /** True where replicas are processes of their own, which can be killed. */
  readonly hasProcesses: boolean
  readonly skip: string | false
  start<const P extends Parts>(system: SystemDefinition<P>, options?: StartOptions): Promise<Running<P>>
}

const needsMapping = canShareBetweenProcesses() ? false : `${missingPrefix}memory that processes can share`

function form(name: string, isolation: Form['isolation'], processesCanShare: boolean, skip: string | false): Form {
  return {
    name,
    isolation,
    hasProcesses: isolation === 'process',
    skip,
    start: (system, options) => startOn(processesCanShare, system, { onLog: () => undefined, ...options, isolation }),
  }
}

export const inline = form('inline', 'inline', true, false)
/** Threads of a supervisor process. */
export const threads = form('thread', 'thread', true, needsMapping)
/** Threads of this process over an array buffer: the form of macOS and Windows. */
export const threadsHere = form('thread over an array buffer', 'thread', false, false)
export const processes = form('process', 'process', true, needsMapping)

export const forms: readonly Form[] = [inline, threads, threadsHere, processes]
