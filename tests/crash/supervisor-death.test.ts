/**
 * Whoever keeps a run together may be killed at any moment: nothing of the run stays behind, no process and no memory.
 *
 * KAHNVEYOR_SUPERVISOR_KILLS=n does it n times instead of 10.
 */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { processes } from '../support/forms.ts'
import { commandLine, descendants, holdersOfSegments, isRunning } from '../support/processes.ts'

const times = Number(process.env.KAHNVEYOR_SUPERVISOR_KILLS ?? 10)
/** The promise: everyone is gone within a second. The kernel kills them at once; this only bounds how long we look. */
const GONE_WITHIN_MS = 1000
const program = fileURLToPath(new URL('abandoned-run.ts', import.meta.url))

interface Abandoned {
  readonly child: ChildProcess
  readonly lines: AsyncIterator<string>
  /** Worker processes, spares included, and the supervisor's, if it is one of its own. */
  readonly workers: readonly number[]
  readonly supervisor: number
}

async function begin(supervisor: 'process' | 'here'): Promise<Abandoned> {
  const child = spawn(process.execPath, ['--conditions=kahnveyor-source', program, supervisor], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]()
  const { pids } = JSON.parse((await lines.next()).value ?? '') as { pids: number[] }
  const family = descendants(child.pid as number)
  const workers = family.filter((pid) => commandLine(pid).includes('process-main'))
  const supervisors = family.filter((pid) => commandLine(pid).includes('supervisor-main'))
  assert.ok(pids.every((pid) => workers.includes(pid)))
  assert.ok(workers.length > pids.length, 'a spare stands by')
  assert.equal(supervisors.length, supervisor === 'process' ? 1 : 0)
  return { child, lines, workers, supervisor: supervisors[0] ?? (child.pid as number) }
}

/** Looks until they are gone, at most as long as promised; gives those that are not. */
async function remaining(pids: readonly number[]): Promise<number[]> {
  const untilMs = performance.now() + GONE_WITHIN_MS
  while (pids.some(isRunning) && performance.now() < untilMs) await new Promise((resolve) => setTimeout(resolve, 5))
  return pids.filter(isRunning)
}

function assertNothingShared(workers: readonly number[]): void {
  assert.deepEqual(
    holdersOfSegments().filter((pid) => workers.includes(pid)),
    [],
  )
  assert.deepEqual(
    readdirSync('/dev/shm').filter((name) => name.includes('kahnveyor')),
    [],
  )
}

test(`the supervisor process is killed ${times} times: its workers are gone, and the program is told`, {
  skip: processes.skip,
  timeout: 60_000 + times * 10_000,
}, async () => {
  for (let time = 0; time < times; time += 1) {
    const { child, lines, workers, supervisor } = await begin('process')
    process.kill(supervisor, 'SIGKILL')
    assert.deepEqual(await remaining([supervisor, ...workers]), [])
    assert.deepEqual(JSON.parse((await lines.next()).value ?? ''), { ended: 'KV_SUPERVISOR_LOST' })
    if (child.exitCode === null) await once(child, 'exit')
    assert.equal(child.exitCode, 0)
    assertNothingShared([...workers, supervisor, child.pid as number])
  }
})

for (const kind of ['process', 'here'] as const)
  test(`the program is killed ${times} times (supervisor: ${kind}): nothing of its run stays`, {
    skip: processes.skip,
    timeout: 60_000 + times * 10_000,
  }, async () => {
    for (let time = 0; time < times; time += 1) {
      const { child, workers, supervisor } = await begin(kind)
      child.kill('SIGKILL')
      assert.deepEqual(await remaining([child.pid as number, supervisor, ...workers]), [])
      assertNothingShared([...workers, supervisor])
    }
  })
