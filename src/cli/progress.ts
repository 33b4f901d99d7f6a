import type { SystemStatus } from '../supervisor/status.ts'

/** Rates are taken over about this long: steady enough to read, fresh enough to believe. */
const WINDOW_MS = 1500
const BAR_CELLS = 10

/** The live block of a run: a line for the run, one per worker with its rate and the queues that it reads. */
export class Progress {
  readonly #startedMs = performance.now()
  readonly #samples: { readonly timeMs: number; readonly commits: ReadonlyMap<string, number> }[] = []

  lines(status: SystemStatus): string[] {
    const nowMs = performance.now()
    const commits = new Map(
      status.workers.map(({ name, replicas }) => [name, replicas.reduce((sum, replica) => sum + replica.commits, 0)]),
    )
    this.#samples.push({ timeMs: nowMs, commits })
    while (this.#samples.length > 2 && nowMs - (this.#samples[1]?.timeMs ?? 0) > WINDOW_MS) this.#samples.shift()
    const restarts = status.workers
      .flatMap(({ replicas }) => replicas)
      .reduce((sum, replica) => sum + replica.restarts, 0)
    const seconds = ((nowMs - this.#startedMs) / 1000).toFixed(1)
    const width = Math.max(...status.workers.map(({ name, replicas }) => name.length + suffix(replicas.length).length))
    return [
      `${status.system}: ${status.phase}, ${seconds} s${restarts > 0 ? `, restarts ${restarts}` : ''}`,
      ...status.workers.map(({ name, replicas }) => {
        const fills = status.queues
          .filter((queue) => readerOf(queue.name) === name)
          .map((queue) => `${bar(queue.fill, queue.capacity)} ${queue.fill}/${queue.capacity}`)
        const label = `${name}${suffix(replicas.length)}`.padEnd(width)
        return `  ${label}  ${rateText(this.#rate(name)).padStart(9)}  ${stateOf(replicas).padEnd(8)}  ${fills.join('  ')}`.trimEnd()
      }),
    ]
  }

  #rate(worker: string): number {
    const first = this.#samples[0]
    const last = this.#samples.at(-1)
    if (first === undefined || last === undefined || first === last) return 0
    const before = first.commits.get(worker) ?? 0
    return ((last.commits.get(worker) ?? 0) - before) / ((last.timeMs - first.timeMs) / 1000)
  }
}

/** A queue's name is `writer.port -> reader.port`. */
function readerOf(queue: string): string {
  const reader = queue.slice(queue.indexOf(' -> ') + 4)
  return reader.slice(0, reader.lastIndexOf('.'))
}

function suffix(replicas: number): string {
  return replicas > 1 ? ` x${replicas}` : ''
}

function stateOf(replicas: SystemStatus['workers'][number]['replicas']): string {
  const states = new Set(replicas.map(({ state }) => state))
  return states.size === 1 ? [...states].join() : 'mixed'
}

function rateText(perSecond: number): string {
  if (perSecond >= 10_000) return `${(perSecond / 1000).toFixed(1)}k/s`
  return `${perSecond.toFixed(perSecond < 100 ? 1 : 0)}/s`
}

function bar(fill: number, capacity: number): string {
  const cells = Math.min(BAR_CELLS, Math.ceil((fill / Math.max(1, capacity)) * BAR_CELLS))
  return `[${'#'.repeat(cells)}${'.'.repeat(BAR_CELLS - cells)}]`
}
