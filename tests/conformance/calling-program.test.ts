import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { defineSystem } from 'kahnveyor'
import { forms } from '../support/forms.ts'
import { collect, watched } from '../support/watched-run.ts'
import countUp from './workers/count-up.worker.ts'
import double from './workers/double.worker.ts'
import echoDevice from './workers/echo-device.worker.ts'
import repeat from './workers/repeat.worker.ts'
import waitALittle from './workers/wait-a-little.worker.ts'

const upTo = (count: number) => Array.from({ length: count }, (_, number) => number)

/** The calling program feeds a worker and reads from it. */
const throughDouble = (replicas = 1) =>
  defineSystem('through', (system) => {
    const doubling = system.worker('double', double, { replicas })
    return {
      workers: { doubling },
      inputs: { numbers: doubling.inputs.numbers },
      outputs: { doubled: doubling.outputs.doubled },
    }
  })

/** The calling program's input and output are queues of this capacity. */
const CALLER_CAPACITY = 16

for (const form of forms)
  describe(form.name, { skip: form.skip }, () => {
    for (const replicas of [1, 3])
      test(`what the program puts comes back in order (${replicas} replicas)`, async () => {
        const running = await form.start(throughDouble(replicas))
        await watched(running, async () => {
          const reading = collect(running.outputs.doubled)
          for (const number of upTo(200)) await running.inputs.numbers.put({ number })
          running.inputs.numbers.close()
          assert.deepEqual(
            await reading,
            upTo(200).map((number) => ({ number: number * 2 })),
          )
          const { ledger, outcome, rescuedWaits } = await running.finished
          assert.deepEqual([outcome, ledger.balanced, rescuedWaits], ['finished', true, 0])
        })
      })

    test('get with timeoutMs 0 does not wait, and times out where nothing comes', async () => {
      const running = await form.start(throughDouble())
      await watched(running, async () => {
        await assert.rejects(running.outputs.doubled.get({ timeoutMs: 0 }), { code: 'KV_TIMEOUT' })
        await assert.rejects(running.outputs.doubled.get({ timeoutMs: 20 }), { code: 'KV_TIMEOUT', timeoutMs: 20 })
        await running.inputs.numbers.put({ number: 21 })
        assert.deepEqual(await running.outputs.doubled.get({ timeoutMs: 20_000 }), { number: 42 })
        assert.equal((await running.drain()).outcome, 'drained')
      })
    })

    test('put waits while the queue is full, times out, and goes on when there is space', async () => {
      const running = await form.start(throughDouble())
      await watched(running, async () => {
        await running.workers.doubling.pause()
        for (const number of upTo(CALLER_CAPACITY)) await running.inputs.numbers.put({ number })
        await assert.rejects(running.inputs.numbers.put({ number: 99 }, { timeoutMs: 0 }), { code: 'KV_TIMEOUT' })
        await assert.rejects(running.inputs.numbers.put({ number: 99 }, { timeoutMs: 20 }), { code: 'KV_TIMEOUT' })
        let settled = false
        const blocked = running.inputs.numbers.put({ number: CALLER_CAPACITY }).then(() => {
          settled = true
        })
        const [queue] = (await running.status()).queues
        assert.deepEqual([queue?.fill, settled], [CALLER_CAPACITY, false])
        await running.workers.doubling.resume()
        await blocked
        const doubled = []
        for (const _ of upTo(CALLER_CAPACITY + 1)) doubled.push((await running.outputs.doubled.get()).number)
        assert.deepEqual(
          doubled,
          upTo(CALLER_CAPACITY + 1).map((number) => number * 2),
        )
      })
    })

    test('a program that does not read holds everything up, and nothing is lost', async () => {
      const system = defineSystem('pressure', (builder) => {
        const source = builder.worker('source', countUp, { args: { count: 500 } })
        const doubling = builder.worker('double', double)
        builder.connect(source.outputs.numbers, doubling.inputs.numbers, { capacity: 5 })
        return { outputs: { doubled: doubling.outputs.doubled } }
      })
      const running = await form.start(system)
      await watched(running, async () => {
        // Both queues fill up and stay as they are: nobody can move.
        await until(async () => {
          const { queues } = await running.status()
          return queues[0]?.fill === 5 && queues[1]?.fill === CALLER_CAPACITY
        })
        const { queues } = await running.status()
        assert.deepEqual(
          queues.map(({ put }) => put),
          [5 + CALLER_CAPACITY, CALLER_CAPACITY],
        )
        const items = await collect(running.outputs.doubled)
        assert.deepEqual(
          items,
          upTo(500).map((number) => ({ number: number * 2 })),
        )
        assert.equal((await running.finished).rescuedWaits, 0)
      })
    })

    test('a wrong value is refused with its path before anything is put', async () => {
      const running = await form.start(throughDouble())
      await watched(running, async () => {
        await assert.rejects(running.inputs.numbers.put({ number: -1 }), {
          code: 'KV_WRONG_VALUE',
          path: 'Counted.number',
        })
        await running.inputs.numbers.put({ number: 1 })
        assert.deepEqual(await running.outputs.doubled.get(), { number: 2 })
        assert.equal((await running.status()).queues[0]?.put, 1)
      })
    })

    test('after the end every waiting and every later call is told so, and what was queued can still be read', async () => {
      const running = await form.start(throughDouble())
      await watched(running, async () => {
        const waiting = running.outputs.doubled.get()
        // The end may come before this test looks at it again.
        const refused = assert.rejects(waiting, { code: 'KV_CLOSED' })
        await running.drain()
        await refused
        await assert.rejects(running.inputs.numbers.put({ number: 1 }), { code: 'KV_CLOSED' })
        await assert.rejects(running.outputs.doubled.get(), { code: 'KV_CLOSED' })
        await assert.rejects(running.outputs.doubled.get({ timeoutMs: 0 }), { code: 'KV_CLOSED' })
        await assert.rejects(running.pause(), { code: 'KV_CLOSED' })
      })
    })

    test('a put that waits for space is told when the input is closed and the run stopped', async () => {
      const running = await form.start(throughDouble())
      await watched(running, async () => {
        await running.pause()
        for (const number of upTo(CALLER_CAPACITY)) await running.inputs.numbers.put({ number })
        const refused = assert.rejects(running.inputs.numbers.put({ number: 99 }), { code: 'KV_CLOSED' })
        await running.stop()
        await refused
      })
    })

    test('items that nobody has read when the run ends stay readable', async () => {
      const system = defineSystem('leftover', (builder) => {
        const source = builder.worker('source', countUp, { args: { count: 10 } })
        return { outputs: { numbers: source.outputs.numbers } }
      })
      const running = await form.start(system)
      await watched(running, async () => {
        const { ledger } = await running.finished
        assert.deepEqual([ledger.queues[0]?.in, ledger.queues[0]?.queued], [10, 10])
        assert.deepEqual(
          await collect(running.outputs.numbers),
          upTo(10).map((number) => ({ number })),
        )
      })
    })

    test('one worker with many outputs per item feeds the program as fast as it reads', async () => {
      const system = defineSystem('many', (builder) => {
        const repeating = builder.worker('repeat', repeat, { args: { modulus: 12 } })
        return { inputs: { numbers: repeating.inputs.numbers }, outputs: { repeated: repeating.outputs.repeated } }
      })
      const running = await form.start(system)
      await watched(running, async () => {
        const reading = collect(running.outputs.repeated)
        for (const number of upTo(120)) await running.inputs.numbers.put({ number })
        running.inputs.numbers.close()
        assert.deepEqual(
          (await reading).map(({ number }) => number),
          upTo(120).flatMap((number) => upTo(number % 12).map((time) => number * 100 + time)),
        )
      })
    })

    test('calls that wait are served in the order of the calls', async () => {
      const running = await form.start(throughDouble())
      await watched(running, async () => {
        const gets = upTo(10).map(() => running.outputs.doubled.get())
        const puts = upTo(10).map((number) => running.inputs.numbers.put({ number }))
        await Promise.all(puts)
        assert.deepEqual(
          (await Promise.all(gets)).map(({ number }) => number),
          upTo(10).map((number) => number * 2),
        )
      })
    })

    test('a driver answers commands by events of its own, and drain reads its inputs to their end', async () => {
      const system = defineSystem('device', (builder) => {
        const device = builder.worker('device', echoDevice)
        return { inputs: { commands: device.inputs.commands }, outputs: { answers: device.outputs.answers } }
      })
      const running = await form.start(system)
      await watched(running, async () => {
        for (const number of upTo(20)) {
          await running.inputs.commands.put({ number })
          assert.deepEqual(await running.outputs.answers.get(), { number: number + 1000 })
        }
        for (const number of upTo(10)) await running.inputs.commands.put({ number })
        const { outcome, ledger } = await running.drain()
        assert.equal(outcome, 'drained')
        assert.deepEqual([ledger.queues[0]?.in, ledger.queues[0]?.out], [30, 30])
      })
    })

    test('a waiting asynchronous worker wakes up for an item and for the end', async () => {
      const system = defineSystem('asynchronous', (builder) => {
        const waiting = builder.worker('wait', waitALittle)
        return { inputs: { numbers: waiting.inputs.numbers }, outputs: { later: waiting.outputs.later } }
      })
      const running = await form.start(system)
      await watched(running, async () => {
        for (const number of upTo(20)) {
          await running.inputs.numbers.put({ number })
          assert.deepEqual(await running.outputs.later.get(), { number })
        }
        assert.equal((await running.drain()).outcome, 'drained')
      })
    })
  })

/** Asks again and again until it is so; the watchdog of the test ends a wait that has no end. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 2))
}
