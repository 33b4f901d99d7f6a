import { defineSystem } from 'kahnveyor'
import countUp from '../conformance/workers/count-up.worker.ts'
import digest from '../conformance/workers/digest.worker.ts'
import failOn from '../conformance/workers/fail-on.worker.ts'
import forwardPicture from '../conformance/workers/forward-picture.worker.ts'
import gather from '../conformance/workers/gather.worker.ts'
import keepSomeTicks from '../conformance/workers/keep-some-ticks.worker.ts'
import matchBracket from '../conformance/workers/match-bracket.worker.ts'
import paint from '../conformance/workers/paint.worker.ts'
import repeat from '../conformance/workers/repeat.worker.ts'
import runningTotal from '../conformance/workers/running-total.worker.ts'
import sumPairs from '../conformance/workers/sum-pairs.worker.ts'
import tick from '../conformance/workers/tick.worker.ts'

/**
 * One system in which every role of the protocol occurs: sources with and without time, a replicated section with tickets that bring
 * nothing, a merge by time, a poison item, several outputs per item, items kept unconsumed, declared state, a merge by
 * position, images in a pool with a fan-out of one block.
 *
 *     ticks -> keep x2 -> match <- poses        numbers -> fail -> repeat x2 -> gather
 *                                                  `-> total -> pairs <- others
 *     paint -> forward -> digest                paint -> digest again
 */
export const everyRole = defineSystem('every role', (system) => {
  const ticks = system.worker('ticks', tick, { args: { count: 60 } })
  const keep = system.worker('keep', keepSomeTicks, { replicas: 2 })
  const poses = system.worker('poses', tick, { args: { count: 90, startUs: 0, stepUs: 7 } })
  const match = system.worker('match', matchBracket)
  system.connect(ticks.outputs.ticks, keep.inputs.ticks, { capacity: 4 })
  system.connect(keep.outputs.kept, match.inputs.lead, { capacity: 4 })
  system.connect(poses.outputs.ticks, match.inputs.side, { capacity: 4 })

  const numbers = system.worker('numbers', countUp, { args: { count: 40 } })
  const others = system.worker('others', countUp, { args: { count: 30 } })
  const fail = system.worker('fail', failOn, { args: { numbers: [5], times: 99 } })
  const again = system.worker('again', repeat, { replicas: 2 })
  const gatherer = system.worker('gather', gather)
  const total = system.worker('total', runningTotal)
  const pairs = system.worker('pairs', sumPairs)
  system.connect(numbers.outputs.numbers, fail.inputs.numbers, { capacity: 3 })
  system.connect(fail.outputs.good, again.inputs.numbers, { capacity: 3 })
  system.connect(again.outputs.repeated, gatherer.inputs.numbers, { capacity: 24 })
  system.connect(numbers.outputs.numbers, total.inputs.numbers, { capacity: 3 })
  system.connect(fail.outputs.good, pairs.inputs.left, { capacity: 3 })
  system.connect(others.outputs.numbers, pairs.inputs.right, { capacity: 3 })

  const painter = system.worker('paint', paint, { args: { count: 30 } })
  const forward = system.worker('forward', forwardPicture)
  const first = system.worker('digest', digest)
  const second = system.worker('digest_again', digest)
  system.connect(painter.outputs.pictures, forward.inputs.pictures, { capacity: 3 })
  system.connect(forward.outputs.same, first.inputs.pictures, { capacity: 3 })
  system.connect(painter.outputs.pictures, second.inputs.pictures, { capacity: 3 })

  return {
    outputs: {
      matches: match.outputs.matches,
      sums: gatherer.outputs.sums,
      totals: total.outputs.totals,
      pairs: pairs.outputs.pairs,
      digests: first.outputs.digests,
      digestsAgain: second.outputs.digests,
    },
  }
})

/** Every replica of the system. */
export const everyReplica: readonly string[] = everyRole.graph.workers.flatMap(({ name, replicas }) =>
  Array.from({ length: replicas }, (_, number) => `${name}/${number}`),
)
