import { defineSystem, type SystemDefinition } from 'kahnveyor'
import reader from './reader.worker.ts'
import writer from './writer.worker.ts'

/** `warmup` items are received before the measured ones. */
export function oneHop(
  capacity: number,
  { items, warmup }: { readonly items: number; readonly warmup: number },
): SystemDefinition {
  return defineSystem('one_hop_struct', (system) => {
    const writing = system.worker('writer', writer, { args: { items } })
    const reading = system.worker('reader', reader, { args: { warmup } })
    system.connect(writing.outputs.samples, reading.inputs.samples, { capacity })
  })
}
