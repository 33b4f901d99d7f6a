/**
 * The promise of a Kahn network, for systems that nobody thought of: what arrives does not depend on where replicas run, how
 * many there are, or how much the queues hold.
 *
 * KAHNVEYOR_GENERATED_SEED=n repeats a failed test, KAHNVEYOR_GENERATED_RUNS=n runs more systems per form, and
 * KAHNVEYOR_GENERATED_SHRINK=1 looks for the smallest system that fails.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type Form, forms, inline } from '../support/forms.ts'
import {
  type Arrived,
  arrivals,
  type Building,
  buildGenerated,
  difference,
  type GeneratedSystem,
  generatedSystems,
} from '../support/generated-system.ts'
import { watched } from '../support/watched-run.ts'

const seed = Number(process.env.KAHNVEYOR_GENERATED_SEED ?? Math.floor(Math.random() * 2 ** 31))

async function run(form: Form, system: GeneratedSystem, building: Building): Promise<Arrived> {
  const running = await form.start(buildGenerated(system, building))
  return watched(
    running,
    async () => {
      const arrived = await arrivals(running.outputs)
      const { outcome, ledger, rescuedWaits } = await running.finished
      assert.equal(outcome, 'finished')
      assert.ok(ledger.balanced)
      assert.equal(rescuedWaits, 0)
      for (const { queue, deadLettered, queued } of ledger.queues)
        assert.deepEqual([queue, deadLettered, queue.includes('output:') ? 0 : queued], [queue, 0, 0])
      return arrived
    },
    LIMIT_MS,
  )
}

/** For one run of one system: each takes well under a second. */
const LIMIT_MS = 10_000

for (const form of forms)
  describe(form.name, { skip: form.skip }, () => {
    const runs = Number(process.env.KAHNVEYOR_GENERATED_RUNS ?? (form === inline ? 150 : 8))
    const systems = generatedSystems(
      form === inline
        ? { itemsMax: 120, replicasMax: 24, stepsMax: 8 }
        : { itemsMax: 400, replicasMax: 9, stepsMax: 4 },
    )

    test(
      `generated systems give what they give when each worker runs once, inline (seed ${seed})`,
      { timeout: 600_000 },
      () =>
        fc.assert(
          fc.asyncProperty(systems, async (system) => {
            const expected = await run(inline, system, { form: 'plain' })
            const arrived = await run(form, system, { form: 'generated' })
            assert.equal(difference(arrived, expected), undefined)
          }),
          { seed, numRuns: runs, endOnFailure: process.env.KAHNVEYOR_GENERATED_SHRINK === undefined },
        ),
    )
  })
