/**
 * Kills every replica of a system at each place of the protocol where death can make a difference: the first incarnation at its
 * second passage, and its successor at the first passage, which for what is published is inside its own recovery.
 */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { CRASH_AT, type CrashRequest } from '../../src/isolation/crash-where-asked.ts'
import { CRASH_POINTS } from '../../src/memory/crash-point.ts'
import { inline, processes } from '../support/forms.ts'
import { runToEnd } from '../support/watched-run.ts'
import { everyReplica, everyRole } from './every-role.system.ts'

let expected: Record<string, unknown[]>
const runToEndOf = runToEnd<unknown>

before(async () => {
  expected = (await runToEndOf(await inline.start(everyRole))).items
  for (const [name, items] of Object.entries(expected)) assert.ok(items.length > 0, `${name} is empty`)
})

for (const point of CRASH_POINTS)
  test(`death at '${point}', in every role and again in the successor, changes nothing`, {
    timeout: 120_000,
    skip: processes.skip,
  }, async () => {
    const requests = everyReplica.flatMap((replica): CrashRequest[] => [
      // A firing is given up once in this system; everything else happens again and again.
      { replica, incarnation: 1, point, nth: point === 'passing over' ? 1 : 2 },
      { replica, incarnation: 2, point, nth: 1 },
    ])
    process.env[CRASH_AT] = JSON.stringify(requests)
    try {
      const running = await processes.start(everyRole, { restart: { maxRestarts: 10, backoffMs: 1 } })
      const { items, result } = await runToEndOf(running)
      assert.ok(result.restarts > 0, 'nobody came by this point')
      assert.equal(result.outcome, 'finished')
      assert.equal(result.ledger.balanced, true)
      assert.deepEqual(items, expected)
    } finally {
      delete process.env[CRASH_AT]
    }
  })
