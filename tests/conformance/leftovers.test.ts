import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { defineSystem } from 'kahnveyor'
import { forms } from '../support/forms.ts'
import { descendants, openDescriptors } from '../support/processes.ts'
import { collect, watched } from '../support/watched-run.ts'
import countUp from './workers/count-up.worker.ts'
import waitALittle from './workers/wait-a-little.worker.ts'

const system = defineSystem('short', (builder) => {
  const source = builder.worker('source', countUp, { args: { count: 10 } })
  const waiting = builder.worker('wait', waitALittle)
  builder.connect(source.outputs.numbers, waiting.inputs.numbers)
  return { outputs: { later: waiting.outputs.later } }
})

for (const form of forms)
  describe(form.name, { skip: form.skip || (process.platform === 'linux' ? false : 'looks into /proc') }, () => {
    test('nothing of a run stays: no process, no descriptor', async () => {
      const run = async () => {
        const running = await form.start(system)
        await watched(running, async () => {
          assert.equal((await collect(running.outputs.later)).length, 10)
          await running.finished
        })
      }
      // The first run loads what is loaded once.
      await run()
      await settled()
      const before = openDescriptors().length
      for (let time = 0; time < 3; time += 1) await run()
      await settled(before)
      assert.deepEqual(descendants(process.pid), [])
      assert.ok(openDescriptors().length <= before, openDescriptors().join(', '))
      assert.deepEqual(
        openDescriptors().filter((open) => open.includes('memfd:kahnveyor')),
        [],
      )
    })

    test('a run that is killed while it starts leaves nothing either', async () => {
      const running = await form.start(system)
      await watched(running, async () => {
        assert.equal((await running.kill()).outcome, 'killed')
      })
      await settled()
      assert.deepEqual(descendants(process.pid), [])
    })
  })

/**
 * Resolves when no child is left and no more than `descriptors` are open: processes are reaped and threads close what they held
 * a little after the run has told its end. After twenty seconds it resolves all the same, for the assertions to say what stayed.
 */
async function settled(descriptors = Number.POSITIVE_INFINITY): Promise<void> {
  const untilMs = performance.now() + 20_000
  const isSettled = () =>
    descendants(process.pid).length === 0 &&
    openDescriptors().length <= descriptors &&
    !openDescriptors().some((open) => open.includes('memfd:kahnveyor'))
  while (!isSettled() && performance.now() < untilMs) await new Promise((resolve) => setTimeout(resolve, 10))
}
