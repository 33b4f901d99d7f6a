import { defineSystem } from '../../../src/index.ts'
import countUp from '../../supervisor/workers/count-up.worker.ts'
import forward from '../../supervisor/workers/forward.worker.ts'
import appendLines from './append-lines.worker.ts'

/** Counts to `turns`, through two replicas in order, into the file `path`. */
export function linesSystem(turns: number, path: string, capacity = 8) {
  return defineSystem('lines', (system) => {
    const source = system.worker('source', countUp, { args: { turns } })
    const middle = system.worker('middle', forward, { replicas: 2 })
    const sink = system.worker('sink', appendLines, { args: { path } })
    system.connect(source.outputs.numbers, middle.inputs.numbers, { capacity })
    system.connect(middle.outputs.numbers, sink.inputs.numbers, { capacity })
  })
}

/** What the calling program puts, into the file `path`. */
export function fedSystem(path: string) {
  return defineSystem('fed', (system) => {
    const middle = system.worker('middle', forward)
    const sink = system.worker('sink', appendLines, { args: { path } })
    system.connect(middle.outputs.numbers, sink.inputs.numbers, { capacity: 8 })
    return { inputs: { numbers: middle.inputs.numbers } }
  })
}
