import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Isolation, type LogRecord, type Running, start } from 'kahnveyor'
import { airsideSystem } from '../../src/airside.system.ts'
import { generatedRecording } from '../../src/recordings/generated-recording.ts'
import { temporaryFolder } from './run-program.ts'

const root = temporaryFolder()
const KILLS = 12
const FILES = ['result.json', 'sightings.csv', 'targets.geojson', 'targets.kml', 'map.html']

async function fly(
  name: string,
  isolation: Isolation,
  meanwhile: (running: Pick<Running, 'status'>) => Promise<number>,
) {
  const folder = join(root, name)
  mkdirSync(folder)
  const errors: LogRecord[] = []
  const running = await start(airsideSystem(generatedRecording({ seed: 3 }, 60)), {
    isolation,
    runDirectory: folder,
    restart: { maxRestarts: 1000, backoffMs: 1 },
    onLog: (record) => {
      if (record.level === 'error') errors.push(record)
    },
  })
  const faults: unknown[] = []
  const readFaults = async () => {
    for await (const fault of running.outputs.faults) faults.push(fault)
  }
  const [result, summary, kills] = await Promise.all([
    running.finished,
    running.outputs.summary.get(),
    meanwhile(running),
    readFaults(),
  ])
  assert.deepEqual(errors, [])
  const files = FILES.map((file) => readFileSync(join(folder, file), 'utf8'))
  return { result, summary, kills, faults, files }
}

test('workers killed at random moments change nothing: not a byte of the outputs, not a count', {
  timeout: 60_000,
}, async (context) => {
  const seed = Math.floor(Math.random() * 2 ** 31)
  context.diagnostic(`seed ${seed}`)
  const undisturbed = await fly('inline', 'inline', async () => 0)
  const disturbed = await fly('killed', 'process', (running) => killSome(running, seed))
  const { restarts } = disturbed.result
  context.diagnostic(`${disturbed.kills} kills, ${restarts} replacements`)
  // A process that is hit twice, or while it leaves, is replaced once or not at all.
  assert.ok(restarts > 0 && restarts <= disturbed.kills)
  assert.deepEqual(disturbed.faults, undisturbed.faults)
  assert.deepEqual(disturbed.summary, undisturbed.summary)
  for (const [index, file] of FILES.entries()) {
    assert.equal(disturbed.files[index], undisturbed.files[index], file)
  }
  assert.deepEqual(disturbed.result.ledger, undisturbed.result.ledger)
})

async function killSome(running: Pick<Running, 'status'>, seed: number): Promise<number> {
  let state = seed
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  let kills = 0
  while (kills < KILLS) {
    await sleep(20 + random(150))
    const status = await running.status().catch(() => undefined)
    if (status === undefined || status.phase === 'ended') break
    const victims = status.workers.flatMap(({ replicas }) =>
      replicas.flatMap(({ pid, state: life }) => (pid !== null && life === 'running' ? [pid] : [])),
    )
    const victim = victims[random(victims.length)]
    if (victim === undefined) continue
    try {
      process.kill(victim, 'SIGKILL')
      kills += 1
    } catch {
      // It ended between the look and the kill.
    }
  }
  return kills
}
