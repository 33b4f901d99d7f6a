import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { defineSystem, type SystemStatus } from 'kahnveyor'
import { forms } from '../support/forms.ts'
import { collect, watched } from '../support/watched-run.ts'
import beat from './workers/beat.worker.ts'
import countUp from './workers/count-up.worker.ts'
import double from './workers/double.worker.ts'
import waitALittle from './workers/wait-a-little.worker.ts'

const upTo = (count: number) => Array.from({ length: count }, (_, number) => number)
const ENDLESS = 4_000_000_000

const counting = (count: number, replicas = 1) =>
  defineSystem('counting', (system) => {
    const source = system.worker('source', countUp, { args: { count } })
    const doubling = system.worker('double', double, { replicas })
    system.connect(source.outputs.numbers, doubling.inputs.numbers, { capacity: 4 })
    return { workers: { source, doubling }, outputs: { doubled: doubling.outputs.doubled } }
  })

/** The commits of every replica and the fill of every queue: equal twice means that nothing has moved. */
const picture = ({ workers, queues }: SystemStatus) => ({
  commits: workers.map(({ replicas }) => replicas.map(({ commits }) => commits)),
  put: queues.map(({ put }) => put),
})

for (const form of forms)
  describe(form.name, { skip: form.skip }, () => {
    test('nothing fires while all are paused, and the order is unharmed afterwards', async () => {
      const running = await form.start(counting(3000, 2))
      await watched(running, async () => {
        const reading = collect(running.outputs.doubled)
        for (const _ of upTo(4)) {
          await running.pause()
          const before = await running.status()
          assert.ok(before.phase === 'paused' || before.phase === 'ended', before.phase)
          await new Promise((resolve) => setTimeout(resolve, 15))
          const after = await running.status()
          assert.deepEqual(picture(after).commits, picture(before).commits)
          await running.resume()
        }
        assert.deepEqual(
          await reading,
          upTo(3000).map((number) => ({ number: number * 2 })),
        )
        assert.equal((await running.finished).rescuedWaits, 0)
      })
    })

    test('pause is acknowledged by workers that wait for items, for space and for time', async () => {
      const system = defineSystem('waiting', (builder) => {
        const source = builder.worker('source', countUp, { args: { count: ENDLESS } })
        const slow = builder.worker('slow', countUp, { args: { count: ENDLESS, everyMs: 3_600_000 } })
        const hungry = builder.worker('hungry', double)
        const hungryLater = builder.worker('hungry-later', waitALittle)
        const full = builder.worker('full', double)
        builder.connect(source.outputs.numbers, full.inputs.numbers, { capacity: 2 })
        builder.connect(slow.outputs.numbers, hungry.inputs.numbers)
        builder.connect(hungry.outputs.doubled, hungryLater.inputs.numbers)
        return { outputs: { doubled: full.outputs.doubled, later: hungryLater.outputs.later } }
      })
      const running = await form.start(system)
      await watched(running, async () => {
        await running.outputs.later.get()
        await running.outputs.doubled.get()
        await running.pause()
        const { phase, workers } = await running.status()
        assert.equal(phase, 'paused')
        for (const { replicas } of workers) assert.equal(replicas[0]?.state, 'paused')
        await running.resume()
        assert.deepEqual(await running.outputs.doubled.get(), { number: 2 })
        assert.equal((await running.stop()).outcome, 'stopped')
      })
    })

    test('pausing twice is acknowledged twice', async () => {
      const running = await form.start(counting(ENDLESS))
      await watched(running, async () => {
        await running.pause()
        await running.pause()
        await running.workers.source.pause()
        await running.resume()
        assert.deepEqual(await running.outputs.doubled.get(), { number: 0 })
        await running.stop()
      })
    })

    test('one worker can be paused while the others go on', async () => {
      const running = await form.start(counting(ENDLESS))
      await watched(running, async () => {
        await running.outputs.doubled.get()
        await running.workers.source.pause()
        // What was on its way arrives, and then nothing.
        const put = (await running.status()).queues[0]?.put ?? 0
        for (const number of upTo(put).slice(1))
          assert.deepEqual(await running.outputs.doubled.get(), { number: number * 2 })
        const { workers } = await running.status()
        assert.equal(workers[0]?.replicas[0]?.state, 'paused')
        assert.equal(workers[1]?.replicas[0]?.state, 'running')
        await assert.rejects(running.outputs.doubled.get({ timeoutMs: 30 }), { code: 'KV_TIMEOUT' })
        await running.workers.source.resume()
        assert.deepEqual(await running.outputs.doubled.get(), { number: 2 * put })
        await running.stop()
      })
    })

    test('drain lets everything that was put arrive', async () => {
      const running = await form.start(counting(ENDLESS, 2))
      await watched(running, async () => {
        const reading = collect(running.outputs.doubled)
        while ((await running.status()).queues[1]?.put === 0) await new Promise((resolve) => setTimeout(resolve, 1))
        const { outcome, ledger } = await running.drain()
        const items = await reading
        assert.equal(outcome, 'drained')
        assert.deepEqual(
          items,
          upTo(items.length).map((number) => ({ number: number * 2 })),
        )
        assert.deepEqual([ledger.queues[0]?.in, ledger.queues[0]?.queued, ledger.balanced], [items.length, 0, true])
      })
    })

    test('drain ends a system that is paused', async () => {
      const running = await form.start(counting(ENDLESS))
      await watched(running, async () => {
        const reading = collect(running.outputs.doubled)
        while ((await running.status()).queues[1]?.put === 0) await new Promise((resolve) => setTimeout(resolve, 1))
        await running.pause()
        const { outcome, ledger } = await running.drain()
        assert.equal(outcome, 'drained')
        assert.equal((await reading).length, ledger.queues[0]?.in)
      })
    })

    test('drain with a reader that does not read ends by its deadline, with everything counted', async () => {
      const running = await form.start(counting(ENDLESS))
      await watched(running, async () => {
        const isFull = ({ queues }: SystemStatus) => queues[0]?.fill === 4 && queues[1]?.fill === 16
        while (!isFull(await running.status())) await new Promise((resolve) => setTimeout(resolve, 1))
        const { outcome, ledger } = await running.drain(50)
        assert.equal(outcome, 'stopped')
        assert.ok(ledger.balanced)
        assert.deepEqual(
          ledger.queues.map(({ queued }) => queued),
          [4, 16],
        )
      })
    })

    test('stop finishes the firings in hand and leaves the rest queued', async () => {
      const running = await form.start(counting(ENDLESS, 3))
      await watched(running, async () => {
        await running.outputs.doubled.get()
        const { outcome, ledger } = await running.stop()
        assert.deepEqual([outcome, ledger.balanced], ['stopped', true])
        const rest = await collect(running.outputs.doubled)
        assert.deepEqual(
          rest,
          upTo(rest.length).map((number) => ({ number: (number + 1) * 2 })),
        )
      })
    })

    test('stop ends a system that is paused', async () => {
      const running = await form.start(counting(ENDLESS))
      await watched(running, async () => {
        await running.pause()
        assert.equal((await running.stop()).outcome, 'stopped')
      })
    })

    test('kill ends at once, and the ledger still adds up', async () => {
      const running = await form.start(counting(ENDLESS, 2))
      await watched(running, async () => {
        await running.outputs.doubled.get()
        const { outcome, ledger, leftBehind } = await running.kill()
        assert.deepEqual([outcome, ledger.balanced, leftBehind], ['killed', true, []])
      })
    })

    test('a driver fires by its timer and ends by drain', async () => {
      const system = defineSystem('beating', (builder) => {
        const beating = builder.worker('beat', beat)
        return { outputs: { beats: beating.outputs.beats } }
      })
      const running = await form.start(system)
      await watched(running, async () => {
        for (const number of upTo(20)) assert.deepEqual(await running.outputs.beats.get(), { number })
        assert.equal((await running.drain()).outcome, 'drained')
      })
    })

    test('a terminated worker stays away until it is started again, and nothing is lost', async () => {
      const running = await form.start(counting(2000))
      await watched(running, async () => {
        const first = [await running.outputs.doubled.get(), await running.outputs.doubled.get()]
        const { doubling } = running.workers
        assert.equal(await doubling.isAlive(), true)
        await doubling.terminate()
        assert.equal(await doubling.isAlive(), false)
        await doubling.join()
        assert.deepEqual(await doubling.checkAndRestart(), [])
        await doubling.start()
        assert.equal(await doubling.isAlive(), true)
        assert.deepEqual(
          [...first, ...(await collect(running.outputs.doubled))],
          upTo(2000).map((number) => ({ number: number * 2 })),
        )
        const { restarts, outcome } = await running.finished
        assert.deepEqual([restarts, outcome], [0, 'finished'])
      })
    })

    test('terminating a worker that has ended by itself changes nothing', async () => {
      // More than the output holds, so that the run goes on after the source has ended.
      const running = await form.start(counting(18))
      await watched(running, async () => {
        await running.workers.source.join()
        await running.workers.source.terminate()
        assert.equal((await collect(running.outputs.doubled)).length, 18)
        assert.equal((await running.finished).outcome, 'finished')
      })
    })

    test('a worker that was terminated does not keep stop from ending', async () => {
      const running = await form.start(counting(ENDLESS))
      await watched(running, async () => {
        await running.outputs.doubled.get()
        const terminated = running.workers.doubling.terminate()
        assert.equal((await running.stop()).outcome, 'stopped')
        await terminated
      })
    })
  })
