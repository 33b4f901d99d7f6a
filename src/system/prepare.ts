import { randomUUID } from 'node:crypto'
import { existsSync, linkSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CheckFailedError, type Finding } from '../errors/graph-errors.ts'
import { RunChangedError, RunInUseError, UnsupportedPlatformError } from '../errors/memory-errors.ts'
import { SavepointError } from '../errors/run-errors.ts'
import { check } from '../graph/check.ts'
import type { Isolation, SystemDefinition } from '../graph/define-system.ts'
import type { WorkerDefinition } from '../graph/define-worker.ts'
import { type Plan, planSystem } from '../graph/plan.ts'
import type { Trial } from '../graph/trial.ts'
import { type ArgsRecord, resolveArgs } from '../graph/worker-args.ts'
import { SAVEPOINT_FILE } from '../memory/file-content.ts'
import { MappedSegment } from '../memory/mapped-segment.ts'
import type { Segment } from '../memory/segment.ts'
import { readPlan } from '../memory/segment-header.ts'
import { SharedArraySegment } from '../memory/shared-array-segment.ts'
import { canShareBetweenProcesses } from '../memory/system-calls.ts'
import { initialiseSegment, runSegmentBytes } from '../supervisor/initialise.ts'

export interface PrepareOptions {
  readonly isolation: Isolation
  readonly seed: number
  readonly runDirectory: string | null
  readonly args: ReadonlyMap<string, Record<string, unknown>>
  /** Whether the segment must be one that other processes can map. */
  readonly shared: boolean
  /** For durable runs: the file of the segment, and whether an earlier run has left it. */
  readonly segmentFile?: { readonly path: string; readonly goesOnFrom: 'segment' | 'savepoint' | undefined } | undefined
  readonly trial?: Trial | undefined
}

export interface Prepared {
  readonly plan: Plan
  readonly segment: Segment
  readonly definitions: ReadonlyMap<string, WorkerDefinition>
  readonly findings: readonly Finding[]
}

/** Checks a system, plans it, and makes its segment. Throws `KV_CHECK_FAILED` with everything that is wrong. */
export async function prepare(system: SystemDefinition, options: PrepareOptions): Promise<Prepared> {
  const findings = check(system, options.args)
  if (findings.some((finding) => finding.level === 'error')) throw new CheckFailedError(system.name, findings)
  const { graph } = system
  const definitions = new Map(graph.workers.map((worker) => [worker.name, worker.definition]))
  const args = new Map<string, ArgsRecord>()
  for (const worker of graph.workers) {
    args.set(
      worker.name,
      resolveArgs(
        worker.name,
        worker.definition.options.args as never,
        worker.args,
        options.args.get(worker.name) ?? {},
      ),
    )
  }
  const plan = planSystem(graph, { ...options, runId: randomUUID(), args })
  if (plan.workers.some((worker) => worker.isolation === 'process') && !canShareBetweenProcesses())
    throw new UnsupportedPlatformError(process.platform, process.arch)
  const { segmentFile } = options
  if (segmentFile?.goesOnFrom !== undefined) {
    const left = segmentFile.goesOnFrom === 'segment' ? openSegment : openSavepoint
    return { plan, segment: left(segmentFile.path, plan), definitions, findings }
  }
  const bytes = runSegmentBytes(plan)
  const segment =
    segmentFile !== undefined
      ? MappedSegment.createFile(segmentFile.path, bytes)
      : options.shared
        ? MappedSegment.create(bytes)
        : SharedArraySegment.create(bytes)
  initialiseSegment(segment, plan)
  return { plan, segment, definitions, findings }
}

/** The segment that a run has left behind, as it is. */
function openSegment(path: string, plan: Plan): Segment {
  return requireSamePlan(path, MappedSegment.openFile(path), plan)
}

/** The savepoint of a run in place of its segment, which is given up only when everything about the savepoint is right. */
function openSavepoint(path: string, plan: Plan): Segment {
  const savepoint = join(dirname(path), SAVEPOINT_FILE)
  if (!existsSync(savepoint)) throw new SavepointError(`there is none in ${dirname(path)}`)
  // Held until the new one is in its place: whoever else would go on with this run finds one of the two locked.
  const old = existsSync(path) ? MappedSegment.openFile(path) : undefined
  const draft = `${path}.${process.pid}`
  try {
    rmSync(draft, { force: true })
    const segment = requireSamePlan(savepoint, MappedSegment.createCopy(draft, savepoint), plan)
    try {
      if (old === undefined) linkSync(draft, path)
      else renameSync(draft, path)
    } catch (thrown) {
      segment.close()
      throw (thrown as NodeJS.ErrnoException).code === 'EEXIST' ? new RunInUseError(path) : thrown
    }
    return segment
  } finally {
    rmSync(draft, { force: true })
    old?.close()
  }
}

/** Throws `KV_RUN_CHANGED` with the first difference between the plan in a segment and the one that its system has now. */
function requireSamePlan(path: string, segment: Segment, plan: Plan): Segment {
  try {
    const there = JSON.parse(new TextDecoder().decode(readPlan(segment))) as Plan
    // The run keeps the name it was given first.
    const difference = firstDifference(there, JSON.parse(JSON.stringify({ ...plan, runId: there.runId })), '')
    if (difference !== undefined) throw new RunChangedError(path, difference)
    return segment
  } catch (thrown) {
    segment.close()
    throw thrown
  }
}

function firstDifference(there: unknown, here: unknown, at: string): string | undefined {
  if (typeof there !== 'object' || typeof here !== 'object' || there === null || here === null)
    return there === here ? undefined : `${at.slice(1)} was ${JSON.stringify(there)} and is ${JSON.stringify(here)}`
  for (const key of new Set([...Object.keys(there), ...Object.keys(here)])) {
    const [before, now] = [there, here].map((side) => (side as Record<string, unknown>)[key])
    const difference = firstDifference(before, now, `${at}.${key}`)
    if (difference !== undefined) return difference
  }
  return undefined
}
