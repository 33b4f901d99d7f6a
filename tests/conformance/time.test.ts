import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { defineSystem } from 'kahnveyor'
import { forms } from '../support/forms.ts'
import { collect, watched } from '../support/watched-run.ts'
import keepSomeTicks from './workers/keep-some-ticks.worker.ts'
import matchBracket from './workers/match-bracket.worker.ts'
import matchNearest from './workers/match-nearest.worker.ts'
import tick from './workers/tick.worker.ts'

interface Setting {
  readonly match: 'nearest' | 'bracket'
  readonly lead: { readonly count: number; readonly startUs: number; readonly stepUs: number }
  readonly side: { readonly count: number; readonly startUs: number; readonly stepUs: number }
  readonly leadCapacity?: number
  readonly sideCapacity?: number
}

/** Two sources of their own, matched. */
const twoStreams = ({ match, lead, side, leadCapacity = 2, sideCapacity = 2 }: Setting) =>
  defineSystem('two-streams', (system) => {
    const leading = system.worker('lead', tick, { args: lead })
    const beside = system.worker('side', tick, { args: side })
    const matching = system.worker('match', (match === 'nearest' ? matchNearest : matchBracket) as typeof matchNearest)
    system.connect(leading.outputs.ticks, matching.inputs.lead, { capacity: leadCapacity })
    system.connect(beside.outputs.ticks, matching.inputs.side, { capacity: sideCapacity })
    return { outputs: { matches: matching.outputs.matches } }
  })

/** One source whose ticks pass a filter on the way to one side of a match, and go straight to the other. */
const filtered = (filteredSide: 'lead' | 'side', every: number, replicas: number, match: 'nearest' | 'bracket') =>
  defineSystem('filtered', (system) => {
    const source = system.worker('source', tick, { args: { count: 300 } })
    const filter = system.worker('filter', keepSomeTicks, { replicas, args: { every } })
    const second = system.worker('second', keepSomeTicks, { replicas, args: { every } })
    const matching = system.worker('match', (match === 'nearest' ? matchNearest : matchBracket) as typeof matchNearest)
    const other = filteredSide === 'lead' ? 'side' : 'lead'
    system.connect(source.outputs.ticks, filter.inputs.ticks, { capacity: 1 })
    system.connect(filter.outputs.kept, second.inputs.ticks, { capacity: 1 })
    system.connect(second.outputs.kept, matching.inputs[filteredSide], { capacity: 2 * replicas })
    system.connect(source.outputs.ticks, matching.inputs[other], { capacity: 4 })
    return { outputs: { matches: matching.outputs.matches } }
  })

for (const form of forms)
  describe(form.name, { skip: form.skip }, () => {
    const matchesOf = async (system: ReturnType<typeof twoStreams>) => {
      const running = await form.start(system)
      return watched(running, async () => {
        const matches = await collect(running.outputs.matches)
        const { ledger, rescuedWaits } = await running.finished
        assert.deepEqual([ledger.balanced, rescuedWaits], [true, 0])
        return { matches, queues: ledger.queues }
      })
    }

    test('nearest takes the closest within the tolerance, the later of two equally close', async () => {
      const lead = { count: 20, startUs: 5, stepUs: 30 }
      const side = { count: 40, startUs: 0, stepUs: 10 }
      const { matches, queues } = await matchesOf(twoStreams({ match: 'nearest', lead, side }))
      const expected = Array.from({ length: 20 }, (_, number) => {
        const nearest = Math.min(39, 1 + number * 3)
        return Math.abs(nearest * 10 - (5 + number * 30)) <= 20
          ? [{ lead: number, before: nearest, after: nearest }]
          : []
      }).flat()
      assert.deepEqual(matches, expected)
      assert.equal(queues[0]?.dropped, 20 - expected.length)
    })

    test('bracket takes the pair around the lead, the same item twice where the times are equal', async () => {
      const lead = { count: 20, startUs: 5, stepUs: 15 }
      const side = { count: 30, startUs: 0, stepUs: 10 }
      const { matches, queues } = await matchesOf(twoStreams({ match: 'bracket', lead, side }))
      const expected = Array.from({ length: 20 }, (_, number) => {
        const timeUs = 5 + number * 15
        return { lead: number, before: Math.floor(timeUs / 10), after: Math.ceil(timeUs / 10) }
      }).filter(({ after }) => after < 30)
      assert.deepEqual(matches, expected)
      assert.equal(queues[0]?.dropped, 20 - expected.length)
    })

    test('a pair that is further apart than the gap does not match', async () => {
      const lead = { count: 10, startUs: 5, stepUs: 10 }
      const side = { count: 10, startUs: 0, stepUs: 60 }
      const { matches, queues } = await matchesOf(twoStreams({ match: 'bracket', lead, side }))
      assert.deepEqual(matches, [])
      assert.equal(queues[0]?.dropped, 10)
    })

    for (const replicas of [1, 2])
      for (const match of ['nearest', 'bracket'] as const)
        for (const every of [0, 7])
          test(`a lead that is ${every === 0 ? 'silent' : 'sparse'} does not stall the stream beside it (${match}, ${replicas} replicas)`, async () => {
            const { matches } = await matchesOf(filtered('lead', every, replicas, match))
            assert.deepEqual(
              matches.map(({ lead }) => lead),
              every === 0 ? [] : Array.from({ length: 43 }, (_, index) => index * 7),
            )
          })

    for (const replicas of [1, 2])
      for (const match of ['nearest', 'bracket'] as const)
        test(`a stream beside the lead that is silent does not stall the lead (${match}, ${replicas} replicas)`, async () => {
          const { matches, queues } = await matchesOf(filtered('side', 0, replicas, match))
          assert.deepEqual(matches, [])
          assert.equal(queues.find(({ queue }) => queue === 'source.ticks -> match.lead')?.dropped, 300)
        })

    test('a sparse stream beside the lead is matched within the tolerance, with proof instead of the next item', async () => {
      const { matches } = await matchesOf(filtered('side', 20, 2, 'nearest'))
      const expected = Array.from({ length: 300 }, (_, number) => ({ number, nearest: Math.round(number / 20) * 20 }))
        .filter(({ number, nearest }) => Math.abs(number - nearest) <= 2 && nearest < 300)
        .map(({ number, nearest }) => ({ lead: number, before: nearest, after: nearest }))
      assert.deepEqual(matches, expected)
    })
  })
