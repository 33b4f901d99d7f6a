/**
 * A watchdog for tests that run a system: a run that does not come to its end within the limit is shown (who waits for
 * what, how full is what), killed, and fails the test.
 */
import type { Running, RunResult, SystemStatus } from 'kahnveyor'

const LIMIT_MS = 20_000

/** Waits for `body`, which works with `running`; afterwards the run is over in any case. */
export async function watched<T>(running: AnyRunning, body: () => Promise<T>, limitMs = LIMIT_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const stuck = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      void describeStuck(running).then((picture) => reject(new Error(`no end within ${limitMs} ms\n${picture}`)))
    }, limitMs)
  })
  try {
    return await Promise.race([body(), stuck])
  } finally {
    clearTimeout(timer)
    await running.kill().catch(() => undefined)
  }
}

export type AnyRunning = Pick<Running, 'status' | 'kill' | 'finished'>

async function describeStuck(running: AnyRunning): Promise<string> {
  const silence = new Promise<string>((resolve) => {
    setTimeout(() => resolve('the supervisor does not answer'), 2000).unref()
  })
  const status = running.status().then(describeStatus, (thrown: unknown) => `no status: ${String(thrown)}`)
  return Promise.race([status, silence])
}

/** One line per queue and replica, for people. */
export function describeStatus(status: SystemStatus): string {
  const queues = status.queues.map(
    ({ name, fill, capacity, put }) => `  ${name}: fill ${fill} of ${capacity}, put ${put}`,
  )
  const replicas = status.workers.flatMap(({ name, replicas: all }) =>
    all.map(
      ({ number, state, pid, commits, inFiring, waitsFor, waitsForQueue, restarts, lastDeath }) =>
        `  ${name}/${number}: ${state} pid=${pid} commits=${commits} inFiring=${inFiring} waits=${waitsFor} ${waitsForQueue ?? ''} restarts=${restarts} lastDeath=${lastDeath}`,
    ),
  )
  return [`${status.system}: ${status.phase}`, ...queues, ...replicas].join('\n')
}

/** All items of an output until the run ends. */
export async function collect<T>(output: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of output) items.push(item)
  return items
}

/** Collects one output of a run to its natural end, and checks what holds for every run that nothing disturbed. */
export async function runToEnd<T>(
  running: AnyRunning & { readonly outputs: { readonly [name: string]: AsyncIterable<T> } },
): Promise<{ readonly items: Record<string, T[]>; readonly result: RunResult }> {
  return watched(running, async () => {
    const names = Object.keys(running.outputs)
    const collected = await Promise.all(names.map((name) => collect(running.outputs[name] as AsyncIterable<T>)))
    const result = await running.finished
    return { items: Object.fromEntries(names.map((name, index) => [name, collected[index] as T[]])), result }
  })
}
