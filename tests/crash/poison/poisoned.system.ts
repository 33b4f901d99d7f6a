import { defineSystem } from 'kahnveyor'
import makeReadings from './make-readings.worker.ts'
import sumUp, { type Harm } from './sum-up.worker.ts'

export function poisonedSystem(harm: Harm, mended: string, count = 6) {
  return defineSystem('poisoned', (system) => {
    const source = system.worker('source', makeReadings, { args: { count } })
    const summer = system.worker('summer', sumUp, {
      args: { at: 3, harm, mended },
      ...(harm === 'hang' ? { firingDeadlineMs: 200 } : {}),
    })
    system.connect(source.outputs.readings, summer.inputs.readings, { capacity: 2 })
    return { outputs: { sums: summer.outputs.sums } }
  })
}
