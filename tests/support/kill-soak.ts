/**
 * Kills random worker processes of a running generated system, again and again, drains it, and compares what arrived with
 * an undisturbed inline run over as many items as the sources had put.
 */
import { formatLogRecord, type RunResult, type SystemStatus } from 'kahnveyor'
import { inline, processes } from './forms.ts'
import { arrivals, buildGenerated, difference, type GeneratedSystem } from './generated-system.ts'
import { isRunning, killWorker } from './processes.ts'
import { watched } from './watched-run.ts'

export interface KillSoakOptions {
  /** Kills before the system is drained. */
  readonly kills: number
  /** Draws the kills; numbers in [0, 1). */
  readonly random: () => number
  /** The most commits that the system is given between two kills. */
  readonly commitsMax: number
  readonly limitMs: number
}

export interface KillSoakResult {
  readonly kills: number
  /** Items that arrived at the outputs. */
  readonly items: number
  readonly result: RunResult
  /** What is wrong, in words; empty if all is well. */
  readonly problems: readonly string[]
}

/** A source rests after this many items, so that a run lasts longer than a moment without making millions of items. */
const BURST = 20
const ENDLESS = 4_000_000_000

export async function killSoak(system: GeneratedSystem, options: KillSoakOptions): Promise<KillSoakResult> {
  const errors: string[] = []
  const sources = system.nodes.flatMap((node, index) => (node.kind === 'source' ? [`source-${index}`] : []))
  const endless = new Map(sources.map((name) => [name, ENDLESS]))
  const running = await processes.start(buildGenerated(system, { form: 'generated', counts: endless, burst: BURST }), {
    restart: { maxRestarts: 1_000_000, backoffMs: 1, backoffMaxMs: 20 },
    deadlines: { drainMs: options.limitMs },
    onLog: (record) => {
      if (record.level === 'error') errors.push(formatLogRecord(record))
    },
  })
  const seen = new Set<number>()
  return watched(
    running,
    async () => {
      const reading = arrivals(running.outputs)
      const kills = await killAgainAndAgain(running, seen, options).catch(async (thrown: unknown) => {
        const ended = await running.finished.then(({ outcome }) => outcome, String)
        throw new Error([`the run ended by itself: ${ended}`, ...errors].join('\n'), { cause: thrown })
      })
      const result = await running.drain()
      const arrived = await reading
      const counts = new Map(sources.map((name) => [name, itemsOf(result, name)]))
      const expected = await undisturbed(system, counts)
      const problems = [
        difference(arrived, expected),
        result.outcome === 'drained' ? undefined : `the run ${result.outcome}`,
        result.ledger.balanced ? undefined : 'the ledger does not add up',
        ...result.ledger.queues.map(({ queue, deadLettered, queued }) =>
          deadLettered > 0 || (queued > 0 && !queue.includes('output:'))
            ? `${queue}: ${deadLettered} dead letters, ${queued} left`
            : undefined,
        ),
        result.rescuedWaits === 0 ? undefined : `${result.rescuedWaits} waits ended by time-out only`,
        result.leftBehind.length === 0 ? undefined : `left behind: ${result.leftBehind.join(', ')}`,
        ...[...seen].filter(isRunning).map((pid) => `process ${pid} is still there`),
      ]
      const items = [...arrived.values()].reduce((sum, values) => sum + values.length, 0)
      return { kills, items, result, problems: problems.filter((problem) => problem !== undefined) }
    },
    options.limitMs,
  )
}

async function killAgainAndAgain(
  running: { status(): Promise<SystemStatus> },
  seen: Set<number>,
  { kills, random, commitsMax }: KillSoakOptions,
): Promise<number> {
  let killed = 0
  while (killed < kills) {
    const { workers } = await running.status()
    const replicas = workers.flatMap((worker) => worker.replicas)
    for (const { pid } of replicas) if (pid !== null) seen.add(pid)
    const running_ = replicas.filter(({ pid, state }) => pid !== null && state !== 'ended')
    const way = random()
    // Mostly one, now and then one that has not finished its setup, several at once, or all of a worker.
    const victims =
      way < 0.6
        ? pick(running_, random)
        : way < 0.75
          ? pick(
              running_.filter(({ state }) => state === 'starting'),
              random,
            )
          : way < 0.9
            ? running_.filter(() => random() < 0.5)
            : (workers[Math.floor(random() * workers.length)]?.replicas ?? [])
    for (const { pid } of victims) if (pid !== null && killed < kills && killWorker(pid)) killed += 1
    // Now and then at once, so that a successor is hit in its start; else after some work was done.
    if (random() < 0.3) await new Promise((resolve) => setTimeout(resolve, 20 * random()))
    else await progress(running, Math.ceil(commitsMax * random() ** 2))
  }
  return killed
}

/** Resolves when the replicas have committed so many times more. */
async function progress(running: { status(): Promise<SystemStatus> }, commits: number): Promise<void> {
  const count = async () =>
    (await running.status()).workers.reduce(
      (sum, { replicas }) => sum + replicas.reduce((inner, replica) => inner + replica.commits, 0),
      0,
    )
  const wanted = (await count()) + commits
  while ((await count()) < wanted) await new Promise((resolve) => setTimeout(resolve, 3))
}

function pick<T>(among: readonly T[], random: () => number): readonly T[] {
  return among.length === 0 ? [] : [among[Math.floor(random() * among.length)] as T]
}

/** How many items a source has put, by the ledger: one per turn. */
function itemsOf({ ledger }: RunResult, source: string): number {
  return ledger.queues.find(({ queue }) => queue.startsWith(`${source}.`))?.in ?? 0
}

async function undisturbed(system: GeneratedSystem, counts: ReadonlyMap<string, number>) {
  const running = await inline.start(buildGenerated(system, { form: 'plain', counts }))
  return watched(running, async () => {
    const arrived = await arrivals(running.outputs)
    await running.finished
    return arrived
  })
}

/** Numbers in [0, 1) that follow from a seed (mulberry32, T. Ettinger). */
export function seededRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
