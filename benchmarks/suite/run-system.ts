import { type StartOptions, type SystemDefinition, start } from 'kahnveyor'

/** Runs a system to its end and gives what one of its workers reported last. Fails on restarts and dead letters. */
export async function runSystem<Result>(
  system: SystemDefinition,
  args: NonNullable<StartOptions['args']> = {},
): Promise<Result> {
  let result: Result | undefined
  const running = await start(system, {
    args,
    onReport: (_worker, _replica, value) => {
      result = value as Result
    },
  })
  const { outcome, restarts, ledger } = await running.finished
  const deadLettered = ledger.queues.reduce((sum, queue) => sum + queue.deadLettered, 0)
  if (outcome !== 'finished' || restarts + deadLettered !== 0 || !ledger.balanced)
    throw new Error(`outcome=${outcome} restarts=${restarts} deadLettered=${deadLettered} balanced=${ledger.balanced}`)
  if (result === undefined) throw new Error('no worker reported')
  return result
}
