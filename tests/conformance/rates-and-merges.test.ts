import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { defineSystem, type SystemBuilder } from 'kahnveyor'
import { forms } from '../support/forms.ts'
import { runToEnd } from '../support/watched-run.ts'
import countUp from './workers/count-up.worker.ts'
import digest from './workers/digest.worker.ts'
import double from './workers/double.worker.ts'
import drawRandomly from './workers/draw-randomly.worker.ts'
import dropOddOnes from './workers/drop-odd-ones.worker.ts'
import fanOut from './workers/fan-out.worker.ts'
import forwardPicture from './workers/forward-picture.worker.ts'
import gather from './workers/gather.worker.ts'
import paint from './workers/paint.worker.ts'
import repeat from './workers/repeat.worker.ts'
import runningTotal from './workers/running-total.worker.ts'
import sumPairs from './workers/sum-pairs.worker.ts'
import waitALittle from './workers/wait-a-little.worker.ts'
import wrapInObject from './workers/wrap-in-object.worker.ts'

const upTo = (count: number) => Array.from({ length: count }, (_, number) => number)

for (const form of forms)
  describe(form.name, { skip: form.skip }, () => {
    const run = async (build: Parameters<typeof defineSystem>[1]) => {
      const { items, result } = await runToEnd((await form.start(defineSystem('rates', build))) as never)
      assert.equal(result.outcome, 'finished')
      assert.ok(result.ledger.balanced)
      assert.equal(result.rescuedWaits, 0)
      return { items: items as Record<string, Record<string, unknown>[]>, result }
    }

    test('a chain delivers every item once and in order', async () => {
      const { items, result } = await run((system) => {
        const source = system.worker('source', countUp, { args: { count: 500 } })
        const doubling = system.worker('double', double)
        system.connect(source.outputs.numbers, doubling.inputs.numbers, { capacity: 3 })
        return { outputs: { doubled: doubling.outputs.doubled } }
      })
      assert.deepEqual(
        items.doubled,
        upTo(500).map((number) => ({ number: number * 2 })),
      )
      const [inner, outer] = result.ledger.queues
      assert.deepEqual([inner?.in, inner?.out, inner?.queued], [500, 500, 0])
      // What the program has not read when the last worker ends stays readable and is counted as queued.
      assert.deepEqual([outer?.in, (outer?.out ?? 0) + (outer?.queued ?? 0)], [500, 500])
    })

    test('outputs without items and with many keep their order', async () => {
      const { items } = await run((system) => {
        const source = system.worker('source', countUp, { args: { count: 100 } })
        const filter = system.worker('filter', dropOddOnes)
        const repeating = system.worker('repeat', repeat, { args: { modulus: 5 } })
        system.connect(source.outputs.numbers, filter.inputs.numbers, { capacity: 2 })
        system.connect(filter.outputs.even, repeating.inputs.numbers, { capacity: 1 })
        return { outputs: { repeated: repeating.outputs.repeated } }
      })
      const expected = upTo(100).filter((number) => number % 2 === 0)
      assert.deepEqual(
        items.repeated?.map(({ number }) => number),
        expected.flatMap((number) => upTo(number % 5).map((time) => number * 100 + time)),
      )
    })

    for (const replicas of [2, 3, 4])
      test(`${replicas} replicas of two workers in a row preserve the order, with 0 to n outputs per item`, async () => {
        const { items } = await run((system) => {
          const source = system.worker('source', countUp, { args: { count: 300 } })
          const repeating = system.worker('repeat', repeat, { replicas, args: { modulus: 4 } })
          const filter = system.worker('filter', dropOddOnes, { replicas })
          system.connect(source.outputs.numbers, repeating.inputs.numbers, { capacity: replicas + 1 })
          system.connect(repeating.outputs.repeated, filter.inputs.numbers, { capacity: 1 })
          return { outputs: { even: filter.outputs.even } }
        })
        const repeated = upTo(300).flatMap((number) => upTo(number % 4).map((time) => number * 100 + time))
        assert.deepEqual(
          items.even?.map(({ number }) => number),
          repeated.filter((number) => number % 2 === 0),
        )
      })

    test('three replicated workers in a row preserve the order when the first makes several items of one', async () => {
      const { items } = await run((system) => {
        const source = system.worker('source', countUp, { args: { count: 300 } })
        const repeating = system.worker('repeat', repeat, { replicas: 2, args: { modulus: 4 } })
        const doubling = system.worker('double', double, { replicas: 2 })
        const filter = system.worker('filter', dropOddOnes, { replicas: 2 })
        system.connect(source.outputs.numbers, repeating.inputs.numbers, { capacity: 2 })
        system.connect(repeating.outputs.repeated, doubling.inputs.numbers, { capacity: 2 })
        system.connect(doubling.outputs.doubled, filter.inputs.numbers, { capacity: 2 })
        return { outputs: { even: filter.outputs.even } }
      })
      const repeated = upTo(300).flatMap((number) => upTo(number % 4).map((time) => number * 100 + time))
      assert.deepEqual(
        items.even?.map(({ number }) => number),
        repeated.map((number) => number * 2),
      )
    })

    test('one port feeds three queues, each of which gets every item', async () => {
      const { items } = await run((system) => {
        const source = system.worker('source', countUp, { args: { count: 200 } })
        const [first, second, third] = ['first', 'second', 'third'].map((name) => system.worker(name, double)) as [
          ReturnType<typeof doubling>,
          ReturnType<typeof doubling>,
          ReturnType<typeof doubling>,
        ]
        system.connect(source.outputs.numbers, first.inputs.numbers, { capacity: 1 })
        system.connect(source.outputs.numbers, second.inputs.numbers, { capacity: 7 })
        system.connect(source.outputs.numbers, third.inputs.numbers, { capacity: 40 })
        return {
          outputs: { first: first.outputs.doubled, second: second.outputs.doubled, third: third.outputs.doubled },
        }
      })
      const expected = upTo(200).map((number) => ({ number: number * 2 }))
      assert.deepEqual(items, { first: expected, second: expected, third: expected })
    })

    test('several outputs each keep their own order', async () => {
      const { items } = await run((system) => {
        const source = system.worker('source', countUp, { args: { count: 100 } })
        const fan = system.worker('fan', fanOut)
        system.connect(source.outputs.numbers, fan.inputs.numbers)
        const { threes, others, tenths } = fan.outputs
        return { outputs: { threes, others, tenths } }
      })
      const numbers = upTo(100)
      assert.deepEqual(
        items.threes?.map(({ number }) => number),
        numbers.filter((number) => number % 3 === 0),
      )
      assert.deepEqual(
        items.others?.map(({ number }) => number),
        numbers.filter((number) => number % 3 !== 0),
      )
      assert.deepEqual(
        items.tenths?.map(({ number }) => number),
        numbers.filter((number) => number % 10 === 0),
      )
    })

    test('notYet takes 5 to 10 items for one, and finish puts what is left', async () => {
      const { items, result } = await run((system) => {
        const source = system.worker('source', countUp, { args: { count: 103 } })
        const gathering = system.worker('gather', gather)
        system.connect(source.outputs.numbers, gathering.inputs.numbers, { capacity: 10 })
        return { outputs: { sums: gathering.outputs.sums } }
      })
      const sums = items.sums as { first: number; count: number; sum: number }[]
      assert.equal(
        sums.reduce((total, { count }) => total + count, 0),
        103,
      )
      assert.equal(
        sums.reduce((total, { sum }) => total + sum, 0),
        (103 * 102) / 2,
      )
      for (const { first, count } of sums.slice(0, -1)) assert.equal(count, 5 + (first % 6))
      assert.equal(result.ledger.queues[0]?.out, 103)
    })

    test('zip pairs by position, and what is left of the longer side is dropped and counted', async () => {
      const { items, result } = await run((system) => {
        const left = system.worker('left', countUp, { args: { count: 50 } })
        const right = system.worker('right', countUp, { args: { count: 80 } })
        const pairing = system.worker('pair', sumPairs)
        system.connect(left.outputs.numbers, pairing.inputs.left, { capacity: 2 })
        system.connect(right.outputs.numbers, pairing.inputs.right, { capacity: 5 })
        return { outputs: { pairs: pairing.outputs.pairs } }
      })
      assert.deepEqual(
        items.pairs,
        upTo(50).map((number) => ({ left: number, right: number })),
      )
      assert.deepEqual(
        result.ledger.queues.slice(0, 2).map(({ in: put, out, dropped, queued }) => [put, out, dropped, queued]),
        [
          [50, 50, 0, 0],
          [80, 50, 30, 0],
        ],
      )
    })

    test('declared state is carried from firing to firing', async () => {
      const { items } = await run((system) => {
        const source = system.worker('source', countUp, { args: { count: 100 } })
        const total = system.worker('total', runningTotal)
        system.connect(source.outputs.numbers, total.inputs.numbers)
        return { outputs: { totals: total.outputs.totals } }
      })
      assert.deepEqual(items.totals?.at(-1), { first: 99, count: 100, sum: 4950 })
    })

    test('an asynchronous worker keeps the order, whatever its timers take', async () => {
      const { items } = await run((system) => {
        const source = system.worker('source', countUp, { args: { count: 40 } })
        const waiting = system.worker('wait', waitALittle)
        system.connect(source.outputs.numbers, waiting.inputs.numbers, { capacity: 4 })
        return { outputs: { later: waiting.outputs.later } }
      })
      assert.deepEqual(
        items.later?.map(({ number }) => number),
        upTo(40),
      )
    })

    test('asynchronous replicas preserve the order', async () => {
      const { items } = await run((system) => {
        const source = system.worker('source', countUp, { args: { count: 60 } })
        const waiting = system.worker('wait', waitALittle, { replicas: 3 })
        system.connect(source.outputs.numbers, waiting.inputs.numbers, { capacity: 6 })
        return { outputs: { later: waiting.outputs.later } }
      })
      assert.deepEqual(
        items.later?.map(({ number }) => number),
        upTo(60),
      )
    })

    test('a paced source takes its time and puts everything', async () => {
      const { items } = await run((system) => {
        const source = system.worker('source', countUp, { args: { count: 20, everyMs: 2 } })
        return { outputs: { numbers: source.outputs.numbers } }
      })
      assert.deepEqual(
        items.numbers?.map(({ number }) => number),
        upTo(20),
      )
    })

    test('images filled in place arrive byte by byte, forwarded and fanned out', async () => {
      const { items } = await run((system) => {
        const source = system.worker('source', paint, { args: { count: 60 } })
        const forwarding = system.worker('forward', forwardPicture, { replicas: 2 })
        const direct = system.worker('direct', digest)
        const behind = system.worker('behind', digest)
        system.connect(source.outputs.pictures, direct.inputs.pictures, { capacity: 1 })
        system.connect(source.outputs.pictures, forwarding.inputs.pictures, { capacity: 3 })
        system.connect(forwarding.outputs.same, behind.inputs.pictures, { capacity: 2 })
        return { outputs: { direct: direct.outputs.digests, behind: behind.outputs.digests } }
      })
      assert.deepEqual(items.direct, upTo(60).map(expectedDigest))
      assert.deepEqual(items.behind, items.direct)
    })

    test('a message of any value carries nested objects, dates and bytes', async () => {
      const { items } = await run((system) => {
        const source = system.worker('source', countUp, { args: { count: 50 } })
        const wrapping = system.worker('wrap', wrapInObject)
        system.connect(source.outputs.numbers, wrapping.inputs.numbers)
        return { outputs: { objects: wrapping.outputs.objects } }
      })
      assert.equal(items.objects?.length, 50)
      const last = items.objects?.[49] as Record<string, unknown>
      assert.equal(last.text, 'x'.repeat(9))
      assert.deepEqual(last.nested, { list: [49, null, true, 'ü'], when: new Date(49_000) })
      assert.deepEqual([...(last.bytes as Uint8Array)], [49, 1, 2])
    })

    for (const replicas of [1, 3])
      test(`random numbers depend on the item only (${replicas} replicas)`, async () => {
        const { items } = await run((system) => {
          const source = system.worker('source', countUp, { args: { count: 50 } })
          const drawing = system.worker('draw', drawRandomly, { replicas })
          system.connect(source.outputs.numbers, drawing.inputs.numbers)
          return { outputs: { drawn: drawing.outputs.drawn } }
        })
        reference.drawn ??= items.drawn
        assert.deepEqual(items.drawn, reference.drawn)
        assert.equal(new Set(items.drawn?.map(({ random }) => random)).size, 50)
      })
  })

/** What the first form to run gave; all others must give the same. */
const reference: { drawn?: unknown } = {}

function doubling(system: SystemBuilder) {
  return system.worker('', double)
}

/** What `digest` says of what `paint` paints. */
function expectedDigest(number: number) {
  const width = 1 + ((number * 7) % 64)
  const height = 1 + ((number * 5) % 48)
  let checksum = 0
  for (let at = 0; at < width * height * 3; at += 1)
    checksum = (Math.imul(checksum, 31) + ((number * 31 + at * 7) & 0xff)) >>> 0
  return { number, width, height, checksum }
}
