import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { defineSystem, start } from '../../src/index.ts'
import { pacedCount } from './workers/paced-count.worker.ts'

/** Scheduler ticks that a process has used, in user mode and in the kernel: proc(5), fields 14 and 15 of stat. */
function ticksUsed(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? []
  return Number(fields[11]) + Number(fields[12])
}

test('a paced source whose queue is full sleeps until there is space, although its turn is long due', {
  timeout: 60_000,
  skip: process.platform !== 'linux',
}, async () => {
  const system = defineSystem('paced', (builder) => ({
    outputs: { numbers: builder.worker('source', pacedCount).outputs.numbers },
  }))
  await using running = await start(system)
  const source = async () => (await running.status()).workers[0]?.replicas[0]
  let replica = await source()
  while (replica?.waitsFor !== 'full') replica = await source()
  const pid = replica.pid ?? Number.NaN
  const before = { ticks: ticksUsed(pid), ms: performance.now() }
  // Not a limit on speed: a process that sleeps uses next to nothing of the time that passes here, one that spins uses it all.
  while (performance.now() - before.ms < 1500) await source()
  const share = ((ticksUsed(pid) - before.ticks) * 10) / (performance.now() - before.ms)
  assert.ok(share < 0.1, `the waiting source used ${(share * 100).toFixed(0)} % of a core`)
  assert.equal(await running.outputs.numbers.get(), 0)
})
