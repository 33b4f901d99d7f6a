/**
 * `node --conditions=kahnveyor-source scripts/soak-kills.ts --kills 10000 [--seed n] [--per-system n]`: SIGKILLs random worker
 * processes of generated systems and compares what arrives with undisturbed inline runs. Stops at the first difference, with
 * the seed and the system that show it; exit code 0 only if there was none.
 */
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { generatedSystems } from '../tests/support/generated-system.ts'
import { killSoak, seededRandom } from '../tests/support/kill-soak.ts'

const { values } = parseArgs({
  options: { kills: { type: 'string' }, seed: { type: 'string' }, 'per-system': { type: 'string' } },
})
const wanted = Number(values.kills ?? 10_000)
const perSystem = Number(values['per-system'] ?? 40)
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
const arbitrary = generatedSystems({ itemsMax: 1, replicasMax: 8, stepsMax: 5 })

console.log(`seed=${seed} kills=${wanted}`)
const startedMs = performance.now()
const total = { kills: 0, items: 0, restarts: 0, systems: 0 }
while (total.kills < wanted) {
  const index = total.systems
  const system = fc.sample(arbitrary, { seed: seed + index, numRuns: 3 }).at(-1)
  if (system === undefined) break
  const kills = Math.min(perSystem, wanted - total.kills)
  const soaked = await killSoak(system, {
    kills,
    random: seededRandom(seed + index),
    commitsMax: 800,
    limitMs: 120_000,
  })
  if (soaked.problems.length > 0) {
    console.error(`system ${index}: ${soaked.problems.join('; ')}\nseed=${seed + index} ${JSON.stringify(system)}`)
    process.exit(1)
  }
  total.systems += 1
  total.kills += soaked.kills
  total.items += soaked.items
  total.restarts += soaked.result.restarts
  if (total.systems % 10 === 0) report()
}
report()

function report(): void {
  const seconds = Math.round((performance.now() - startedMs) / 1000)
  const { kills, systems, items, restarts } = total
  console.log(`${seconds} s: ${kills} kills, ${restarts} restarts, ${systems} systems, ${items} items, no difference`)
}
