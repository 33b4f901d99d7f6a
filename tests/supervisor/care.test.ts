import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defineSystem, type LogRecord, start, type WorkerPlacement } from '../../src/index.ts'
import countUp from './workers/count-up.worker.ts'
import forward from './workers/forward.worker.ts'
import grow from './workers/grow.worker.ts'
import hangAt from './workers/hang-at.worker.ts'
import startInside from './workers/start-inside.worker.ts'

type Forwarder = typeof forward

function chain(turns: number, worker: Forwarder, placement: WorkerPlacement) {
  return defineSystem('chain', (system) => {
    const source = system.worker('source', countUp, { args: { turns } })
    const middle = system.worker('middle', worker, placement)
    system.connect(source.outputs.numbers, middle.inputs.numbers, { capacity: 4 })
    return { workers: { middle }, outputs: { numbers: middle.outputs.numbers } }
  })
}

async function collect(items: AsyncIterable<number>): Promise<number[]> {
  const numbers: number[] = []
  for await (const number of items) numbers.push(number)
  return numbers
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

test('a replica that hangs beyond its firing deadline is killed, and the item that hangs it is given up', {
  timeout: 60_000,
}, async () => {
  const logs: LogRecord[] = []
  const system = chain(10, hangAt as never, { firingDeadlineMs: 200 })
  const running = await start(system, { onLog: (record) => logs.push(record) })
  assert.deepEqual(
    await collect(running.outputs.numbers),
    upTo(10).filter((number) => number !== 5),
  )
  const { ledger, outcome } = await running.finished
  assert.equal(outcome, 'finished')
  assert.equal(ledger.balanced, true)
  assert.equal(ledger.queues[0]?.deadLettered, 1)
  assert.equal(logs.filter(({ text }) => text.includes('firingDeadlineMs=200')).length, 3)
})

test('a busy replica without a deadline is left alone and shown with its firing', { timeout: 60_000 }, async () => {
  const running = await start(chain(10, hangAt as never, {}), { onLog: () => undefined })
  for (let seen = false; !seen; ) {
    const { workers } = await running.status()
    const middle = workers.find(({ name }) => name === 'middle')?.replicas[0]
    seen = middle?.inFiring === 5 && (middle.inFiringMs ?? 0) > 300
    assert.equal(middle?.restarts, 0)
  }
  assert.equal((await running.kill()).outcome, 'killed')
})

test('a replica that grows beyond its limit is replaced between two firings, nothing is lost', {
  timeout: 60_000,
}, async () => {
  const logs: LogRecord[] = []
  const running = await start(chain(120, grow as never, { maxRssMiB: 200 }), { onLog: (record) => logs.push(record) })
  assert.deepEqual(await collect(running.outputs.numbers), upTo(120))
  const { ledger, restarts } = await running.finished
  assert.equal(ledger.balanced, true)
  assert.equal(restarts, 0)
  assert.ok(logs.some(({ text }) => text.includes('maxRssMiB=200')))
})

test('a stopped process is said and not killed, and goes on after SIGCONT', { timeout: 60_000 }, async () => {
  let stopped: (record: LogRecord) => void = () => undefined
  const said = new Promise<LogRecord>((resolve) => {
    stopped = resolve
  })
  const running = await start(chain(200, forward, {}), {
    onLog: (record) => {
      if (record.text.includes('is stopped by a signal')) stopped(record)
    },
  })
  assert.equal(await running.outputs.numbers.get(), 0)
  const { workers } = await running.status()
  const pid = workers.find(({ name }) => name === 'middle')?.replicas[0]?.pid ?? Number.NaN
  process.kill(pid, 'SIGSTOP')
  assert.equal((await said).worker, 'middle')
  process.kill(pid, 'SIGCONT')
  assert.deepEqual(await collect(running.outputs.numbers), upTo(200).slice(1))
  assert.equal((await running.finished).restarts, 0)
})

test('a spare takes over as the same replica', { timeout: 60_000 }, async () => {
  const running = await start(chain(3000, forward, { spares: 1 }), {
    onLog: () => undefined,
    restart: { maxRestarts: 20 },
  })
  const numbers: number[] = []
  for await (const number of running.outputs.numbers) {
    numbers.push(number)
    if (number % 500 !== 499) continue
    const { workers } = await running.status()
    const pid = workers.find(({ name }) => name === 'middle')?.replicas[0]?.pid
    if (typeof pid === 'number') process.kill(pid, 'SIGKILL')
  }
  assert.deepEqual(numbers, upTo(3000))
  const { ledger, restarts } = await running.finished
  assert.equal(ledger.balanced, true)
  assert.ok(restarts >= 3, `restarts=${restarts}`)
})

test('a worker whose module starts a system fails with a word about it instead of starting processes without end', {
  timeout: 60_000,
}, async () => {
  const running = await start(chain(3, startInside as never, {}), { onLog: () => undefined })
  await assert.rejects(running.finished, {
    code: 'KV_WORKER_FAILED',
    message: /was to be started inside a worker process/,
  })
})
