/**
 * The promise of recovery, for systems that nobody thought of: whoever is killed, whenever, as often as you like, what arrives
 * is what arrives undisturbed.
 *
 * KAHNVEYOR_KILLS_SEED=n repeats the systems and the choice of victims (not the instants), KAHNVEYOR_KILLS=n kills more often.
 * For thousands of kills: scripts/soak-kills.ts.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { processes } from '../support/forms.ts'
import { generatedSystems } from '../support/generated-system.ts'
import { killSoak, seededRandom } from '../support/kill-soak.ts'

const seed = Number(process.env.KAHNVEYOR_KILLS_SEED ?? Math.floor(Math.random() * 2 ** 31))
const killsInAll = Number(process.env.KAHNVEYOR_KILLS ?? 200)
const KILLS_PER_SYSTEM = 25

test(`random kills change nothing about what arrives (seed ${seed})`, {
  skip: processes.skip,
  timeout: 900_000,
}, async (context) => {
  const systems = fc.sample(generatedSystems({ itemsMax: 1, replicasMax: 8, stepsMax: 4 }), {
    seed,
    numRuns: Math.ceil(killsInAll / KILLS_PER_SYSTEM),
  })
  let kills = 0
  let items = 0
  for (const [index, system] of systems.entries()) {
    const random = seededRandom(seed + index)
    const soaked = await killSoak(system, { kills: KILLS_PER_SYSTEM, random, commitsMax: 500, limitMs: 60_000 })
    assert.deepEqual(soaked.problems, [], `system ${index} of seed ${seed}: ${JSON.stringify(system)}`)
    kills += soaked.kills
    items += soaked.items
  }
  context.diagnostic(`${kills} kills over ${systems.length} systems, ${items} items arrived`)
})
