import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { chaos } from '../../src/index.ts'
import { planChaos } from '../../src/testing/chaos-plan.ts'
import { compareSequences } from '../../src/testing/compare-digests.ts'
import { runCommand, temporaryFolder } from '../cli/command.ts'
import {
  cannotBeSetUp,
  countsWithoutState,
  drawsUndeclared,
  endless,
  good,
  livesOnce,
  marked,
} from './fixtures/systems.ts'

const options = { timeout: 120_000 }
const fixture = (name: string): string => fileURLToPath(new URL(`./fixtures/${name}.system.ts`, import.meta.url))

test('a system that keeps what it promises passes with more than 20 kills, stops and exceptions', options, async () => {
  const seen: string[] = []
  const verdict = await chaos(good, {
    kills: 24,
    onEvent: (event) => {
      if (event.kind === 'happened') seen.push(event.what.kind)
    },
  })
  assert.equal(verdict.passed, true, JSON.stringify(verdict, null, 2))
  assert.equal(verdict.identical, true)
  assert.deepEqual([verdict.lost, verdict.duplicated, verdict.unexpected, verdict.deadLettered], [0, 0, 0, 0])
  assert.equal(verdict.balanced, true)
  assert.equal(verdict.firstDifference, null)
  assert.ok(verdict.kills >= 20, `kills=${verdict.kills}`)
  assert.ok(verdict.exceptions > 0 && verdict.stops > 0)
  assert.ok(verdict.restarts >= verdict.kills - 2)
  assert.equal(seen.filter((kind) => kind === 'kill').length, verdict.kills)
  assert.deepEqual(
    verdict.sinks.map(({ sink, compared }) => [sink, compared]),
    [
      ['read.items', 2000],
      ['output:sums', 1000],
    ],
  )
  assert.ok(verdict.recoveryMs.count > 0 && (verdict.recoveryMs.p50 ?? 0) <= (verdict.recoveryMs.p99 ?? 0))
  assert.equal(verdict.directory, null)
})

test('undeclared state is found, with the sink and the first item that differ', options, async (t) => {
  const directory = temporaryFolder(t)
  const verdict = await chaos(countsWithoutState, { kills: 6, targets: ['count_again'], directory })
  assert.equal(verdict.passed, false)
  assert.equal(verdict.identical, false)
  assert.equal(verdict.firstDifference?.sink, 'second_reader.items')
  const { index } = verdict.firstDifference
  assert.ok(index > 0 && index < 2000, `index=${index}`)
  assert.ok((verdict.lost ?? 0) > 0 && (verdict.duplicated ?? 0) > 0)
  assert.equal(verdict.directory, directory)
  assert.equal(verdict.sinks.find(({ sink }) => sink === 'first_reader.items')?.firstDifference, null)
})

test('undeclared randomness is found without any kill', options, async (t) => {
  const verdict = await chaos(drawsUndeclared, { kills: 0, directory: temporaryFolder(t) })
  assert.equal(verdict.passed, false)
  assert.deepEqual(verdict.firstDifference, { sink: 'read.items', index: 0 })
  assert.equal(verdict.unexpected, 50)
  assert.equal(verdict.lost, 50)
  assert.deepEqual([verdict.kills, verdict.stops, verdict.exceptions], [0, 0, 0])
})

test('with marked parts only the ledger is checked, and the verdict says so', options, async () => {
  const verdict = await chaos(marked, { kills: 3 })
  assert.equal(verdict.passed, true)
  assert.equal(verdict.identical, null)
  assert.equal(verdict.lost, null)
  assert.deepEqual(verdict.sinks, [])
  assert.deepEqual(
    verdict.marked.map(({ where }) => where),
    ['workers.draw'],
  )
})

test('a system without an end is drained, and the common beginning is compared', options, async () => {
  const verdict = await chaos(endless, { forMs: 1500, rate: 4 })
  assert.equal(verdict.passed, true, JSON.stringify(verdict, null, 2))
  assert.equal(verdict.commonBeginning, true)
  assert.ok(verdict.kills >= 3, `kills=${verdict.kills}`)
  const [sink] = verdict.sinks
  assert.ok(sink !== undefined && sink.compared === Math.min(sink.undisturbed, sink.disturbed) && sink.compared > 0)
})

test('a system that fails undisturbed is refused', options, async () => {
  await assert.rejects(chaos(cannotBeSetUp), { code: 'KV_UNDISTURBED_RUN', message: /no such device/ })
})

test('a worker that cannot be set up twice fails the disturbed run, which ends', options, async (t) => {
  const verdict = await chaos(livesOnce, { kills: 1, targets: ['die'], directory: temporaryFolder(t) })
  assert.equal(verdict.passed, false)
  assert.match(verdict.failure ?? '', /somebody else is at work/)
  assert.ok((verdict.lost ?? 0) > 0)
})

test('options that do not fit are refused before anything is started', async () => {
  for (const [bad, message] of [
    [{ kills: -1 }, /kills must be/],
    [{ rate: 3 }, /rate needs forMs/],
    [{ kills: 3, rate: 3, forMs: 100 }, /not both/],
    [{ targets: ['nobody'] }, /no worker 'nobody'; known: count, /],
  ] as const)
    await assert.rejects(chaos(good, bad), { code: 'KV_INVALID_DEFINITION', message })
})

test('it can be aborted', options, async () => {
  const controller = new AbortController()
  const running = chaos(endless, {
    signal: controller.signal,
    onEvent: ({ kind }) => {
      if (kind === 'begin') controller.abort(new Error('enough'))
    },
  })
  await assert.rejects(running, /enough/)
})

test('a seed gives the same plan again, another seed another one', () => {
  const plan = (seed: number) =>
    planChaos({
      seed,
      kills: 20,
      forMs: null,
      targets: [
        { worker: 'a', isProcess: true, firings: [1000] },
        { worker: 'b', isProcess: true, firings: [400, 600] },
        { worker: 'c', isProcess: false, firings: [1000] },
      ],
    })
  assert.deepEqual(plan(7), plan(7))
  assert.notDeepEqual(plan(7), plan(8))
  const kills = plan(7).filter(({ kind }) => kind === 'kill')
  assert.equal(
    kills.reduce((sum, { againAfterMs }) => sum + (againAfterMs === null ? 1 : 2), 0),
    20,
  )
  assert.ok(kills.every(({ worker, firing, lastFiring }) => worker !== 'c' && firing < 1000 && firing <= lastFiring))
})

test('sequences are compared as multisets and as sequences', () => {
  const compare = (left: number[], right: number[], common = false) => {
    const [a, b] = [left, right].map((items) => BigUint64Array.from(items, BigInt)) as [BigUint64Array, BigUint64Array]
    const { lost, duplicated, unexpected, firstDifference } = compareSequences(a, b, common)
    return [lost, duplicated, unexpected, firstDifference]
  }
  assert.deepEqual(compare([1, 2, 3], [1, 2, 3]), [0, 0, 0, null])
  assert.deepEqual(compare([1, 2, 3], [1, 3]), [1, 0, 0, 1])
  assert.deepEqual(compare([1, 2, 3], [1, 2, 2, 3]), [0, 1, 0, 2])
  assert.deepEqual(compare([1, 2, 3], [1, 1, 3]), [1, 1, 0, 1])
  assert.deepEqual(compare([1, 2, 3], [1, 9, 3]), [1, 0, 1, 1])
  assert.deepEqual(compare([1, 2, 3], [2, 1, 3]), [0, 0, 0, 0])
  assert.deepEqual(compare([1, 2, 3], [1, 2]), [1, 0, 0, 2])
  assert.deepEqual(compare([1, 2, 3], [1, 2], true), [0, 0, 0, null])
})

test('the command prints the verdict and returns 0 only for identical results', options, async (t) => {
  const cwd = temporaryFolder(t)
  const passed = await runCommand(t, cwd, [
    'chaos',
    fixture('good'),
    '--kills',
    '5',
    '--verbose',
    '--set',
    'count.turns=500',
  ])
  assert.equal(passed.code, 0, passed.stderr)
  assert.match(passed.stdout, /passed: the results are identical/)
  assert.match(passed.stderr, /SIGKILL \w+\/\d \(pid \d+\)/)

  const failed = await runCommand(t, cwd, [
    'chaos',
    fixture('counts-without-state'),
    '--kills',
    '6',
    '--json',
    '--out',
    'here',
  ])
  assert.equal(failed.code, 1, failed.stderr)
  const verdict = JSON.parse(failed.stdout) as Record<string, unknown>
  assert.deepEqual(Object.keys(verdict), [
    'system',
    'seed',
    'passed',
    'kills',
    'stops',
    'exceptions',
    'restarts',
    'marked',
    'lost',
    'duplicated',
    'unexpected',
    'identical',
    'firstDifference',
    'commonBeginning',
    'sinks',
    'deadLettered',
    'balanced',
    'recoveryMs',
    'durationMs',
    'failure',
    'directory',
  ])
  assert.equal(verdict.identical, false)

  const usage = await runCommand(t, cwd, ['chaos', fixture('good'), '--targets', 'nobody'])
  assert.equal(usage.code, 2)
  assert.match(usage.stderr, /no worker 'nobody'/)
})
