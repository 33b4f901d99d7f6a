/**
 * What the whole project relies on and no specification of JavaScript says for mapped memory: two parties over one segment, many
 * rounds, no forbidden outcome. Two threads over an array buffer, and two processes over a mapped segment.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { MappedSegment } from '../../src/memory/mapped-segment.ts'
import type { Segment } from '../../src/memory/segment.ts'
import { SharedArraySegment } from '../../src/memory/shared-array-segment.ts'
import { processes } from '../support/forms.ts'
import { type Litmus, litmusBytes, play, resultsOf } from './litmus-party.ts'

const ROUNDS = 40_000
const party = new URL('litmus-party.ts', import.meta.url)
const condition = '--conditions=kahnveyor-source'

const places = [
  {
    name: 'two threads over an array buffer',
    skip: false as const,
    create: (bytes: number): Segment => SharedArraySegment.create(bytes),
    other: (segment: Segment, litmus: Litmus) =>
      once(new Worker(party, { workerData: { handle: segment.handle, litmus }, execArgv: [condition] }), 'exit'),
  },
  {
    name: 'two processes over a mapped segment',
    skip: processes.skip,
    create: (bytes: number): Segment => MappedSegment.create(bytes),
    other: (segment: Segment, litmus: Litmus) => {
      const { handle, sizeBytes } = segment
      assert.equal(handle.kind, 'file-descriptor')
      const args = [condition, fileURLToPath(party), 'party', JSON.stringify({ ...litmus, sizeBytes })]
      return once(
        spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', handle.fileDescriptor] }),
        'exit',
      )
    },
  },
]

for (const place of places)
  describe(place.name, { skip: place.skip }, () => {
    const play_ = async (test: Litmus['test']) => {
      const litmus = { test, rounds: ROUNDS }
      const segment = place.create((litmusBytes(ROUNDS) + 4095) & ~4095)
      const other = place.other(segment, litmus)
      play(segment, 0, litmus)
      assert.deepEqual((await other)[0], 0)
      const results = [resultsOf(segment, 0, ROUNDS), resultsOf(segment, 1, ROUNDS)] as const
      segment.close()
      return results
    }

    test('store buffering: at least one of two who store and then load sees the other', async () => {
      const [mine, theirs] = await play_('store buffering')
      let bothMissed = 0
      for (let round = 1; round <= ROUNDS; round += 1) {
        assert.ok((mine[round - 1] as number) >= round - 1)
        if ((mine[round - 1] as number) < round && (theirs[round - 1] as number) < round) bothMissed += 1
      }
      assert.equal(bothMissed, 0)
    })

    test('message passing: what was stored before the published word is seen with it', async () => {
      const [, behind] = await play_('message passing')
      assert.equal(behind.filter((difference) => difference < 0).length, 0)
      assert.ok(behind.length === ROUNDS)
    })

    test('payload in a lane: every item is whole, in order, through a ring of few slots', async () => {
      const [, whole] = await play_('payload in a lane')
      assert.equal(whole.filter((one) => one === 1).length, ROUNDS)
    })
  })
