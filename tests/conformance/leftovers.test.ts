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
      await settled()
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

/** Resolves when no child is left, and when threads have had the time to close what they held; else after two seconds. */
async function settled(): Promise<void> {
  const untilMs = performance.now() + 2000
  while (
    (descendants(process.pid).length > 0 || openDescriptors().some((open) => open.includes('memfd:kahnveyor'))) &&
    performance.now() < untilMs
  )
    await new Promise((resolve) => setTimeout(resolve, 10))
}
