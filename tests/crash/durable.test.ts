import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, watch } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { resume, start } from '../../src/index.ts'
import { fedSystem, linesSystem } from './durable/lines.system.ts'

const program = fileURLToPath(new URL('./durable/program.ts', import.meta.url))
const options = { timeout: 120_000 }

function folder(context: TestContext): { readonly runDirectory: string; readonly path: string } {
  const runDirectory = mkdtempSync(join(tmpdir(), 'kahnveyor-durable-'))
  context.after(() => rmSync(runDirectory, { recursive: true, force: true }))
  return { runDirectory, path: join(runDirectory, 'lines.txt') }
}

/** Resolves when the file has grown beyond `bytes`. */
async function grownBeyond(directory: string, path: string, bytes: number): Promise<void> {
  const size = () => statSync(path, { throwIfNoEntry: false })?.size ?? 0
  const watcher = watch(directory)
  try {
    while (size() <= bytes) await once(watcher, 'change')
  } finally {
    watcher.close()
  }
}

/** Starts the program, waits until its sink has written beyond `bytes`, and kills every process of the run at once. */
async function runAndKillEverything(runDirectory: string, turns: number, path: string, bytes: number): Promise<void> {
  const child = spawn(process.execPath, ['--conditions=kahnveyor-source', program, runDirectory, String(turns), path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const pids = JSON.parse(line.toString()) as number[]
  await grownBeyond(runDirectory, path, bytes)
  for (const pid of [...pids, child.pid as number]) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It was replaced or has ended; its successor dies with the supervisor.
    }
  }
  await exited
}

/** Resumes as soon as the last process of the run has let go of the segment. */
async function resumeWhenFree(...parameters: Parameters<typeof resume>): ReturnType<typeof resume> {
  for (;;) {
    try {
      return await resume(...parameters)
    } catch (thrown) {
      if ((thrown as { code?: string }).code !== 'KV_RUN_IN_USE') throw thrown
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
}

const linesUpTo = (turns: number) => Array.from({ length: turns }, (_, index) => `${index}\n`).join('')

test(
  'after kill -9 of every process at once, resume goes on where the run was and writes the same file',
  options,
  async (context) => {
    const { runDirectory, path } = folder(context)
    const turns = 60_000
    await runAndKillEverything(runDirectory, turns, path, 2_000)
    const before = statSync(path).size
    const running = await resumeWhenFree(linesSystem(turns, path), { runDirectory })
    const { outcome, ledger } = await running.finished
    assert.equal(outcome, 'finished')
    assert.equal(ledger.balanced, true)
    assert.deepEqual(
      ledger.queues.map((queue) => [queue.in, queue.out]),
      [
        [turns, turns],
        [turns, turns],
      ],
    )
    assert.equal(readFileSync(path, 'utf8'), linesUpTo(turns))
    assert.ok(before < statSync(path).size, 'the run was killed after its end')
  },
)

test('a run that is alive cannot be resumed', options, async (context) => {
  const { runDirectory, path } = folder(context)
  const system = linesSystem(1e9, path)
  const running = await start(system, { runDirectory, durable: true })
  await assert.rejects(resume(system, { runDirectory }), { code: 'KV_RUN_IN_USE' })
  await running.kill()
})

test('a run cannot be resumed with a changed graph, and the first difference is named', options, async (context) => {
  const { runDirectory, path } = folder(context)
  const running = await start(linesSystem(1e9, path), { runDirectory, durable: true })
  await running.stop()
  await assert.rejects(resumeWhenFree(linesSystem(1e9, path, 9), { runDirectory }), {
    code: 'KV_RUN_CHANGED',
    message: /capacity was 8 and is 9/,
  })
  await assert.rejects(resumeWhenFree(linesSystem(1e9, `${path}x`), { runDirectory }), {
    code: 'KV_RUN_CHANGED',
    message: /workers\.2\.args\.path was/,
  })
})

test('a file that is no segment is refused', options, async (context) => {
  const { runDirectory, path } = folder(context)
  const running = await start(linesSystem(1e9, path), { runDirectory, durable: true })
  await running.stop()
  const segment = join(runDirectory, 'segment')
  const { size } = statSync(segment)
  truncateSync(segment, 0)
  truncateSync(segment, size)
  await assert.rejects(resumeWhenFree(linesSystem(1e9, path), { runDirectory }), { code: 'KV_SEGMENT_FORMAT' })
})

test('a stopped durable run goes on when it is resumed', options, async (context) => {
  const { runDirectory, path } = folder(context)
  const turns = 30_000
  const running = await start(linesSystem(turns, path), { runDirectory, durable: true })
  await grownBeyond(runDirectory, path, 100)
  const stopped = await running.stop()
  assert.equal(stopped.ledger.balanced, true)
  const resumed = await resumeWhenFree(linesSystem(turns, path), { runDirectory })
  assert.equal((await resumed.finished).outcome, 'finished')
  assert.equal(readFileSync(path, 'utf8'), linesUpTo(turns))
})

test('a durable run needs a run directory and processes that share memory', options, async () => {
  const system = linesSystem(3, 'lines.txt')
  await assert.rejects(start(system, { durable: true }), {
    code: 'KV_INVALID_DEFINITION',
    message: /needs a runDirectory/,
  })
  await assert.rejects(start(system, { durable: true, isolation: 'inline', runDirectory: '.' }), {
    code: 'KV_INVALID_DEFINITION',
    message: /cannot be inline/,
  })
})

test(
  'a savepoint that is taken while the calling program puts has a whole prefix of what it put',
  options,
  async (context) => {
    const { runDirectory, path } = folder(context)
    const system = fedSystem(path)
    const running = await start(system, { runDirectory })
    let put = 0
    let isOver = false
    const putting = (async () => {
      for (; !isOver; put += 1) await running.inputs.numbers.put(put)
    })()
    await grownBeyond(runDirectory, path, 500)
    const least = put - 1
    const { writtenBytes, heldMs } = await running.savepoint()
    assert.ok(writtenBytes > 0 && heldMs >= 0)
    await grownBeyond(runDirectory, path, statSync(path).size + 500)
    isOver = true
    await putting
    const most = put
    await running.kill()
    const resumed = await resumeWhenFree(system, { runDirectory, savepoint: true })
    ;(resumed as unknown as typeof running).inputs.numbers.close()
    const { outcome, ledger } = await resumed.finished
    assert.equal(outcome, 'finished')
    assert.equal(ledger.balanced, true)
    const count = ledger.queues[0]?.in ?? 0
    assert.ok(least <= count && count < most, `${least} <= ${count} < ${most}`)
    assert.equal(readFileSync(path, 'utf8'), linesUpTo(count))
  },
)

test('a savepoint leaves alone who was paused, and is refused when the run is ending', options, async (context) => {
  const { runDirectory, path } = folder(context)
  const running = await start(linesSystem(1e9, path), { runDirectory, durable: true })
  await running.pause()
  await Promise.all([running.savepoint(), running.savepoint()])
  assert.equal((await running.status()).phase, 'paused')
  await running.resume()
  const refused = Promise.all([running.stop(), assert.rejects(running.savepoint(), { code: /KV_SAVEPOINT|KV_CLOSED/ })])
  assert.equal((await refused)[0].outcome, 'stopped')
})

test('a savepoint needs a run directory', options, async (context) => {
  const { path } = folder(context)
  const running = await start(linesSystem(1e9, path))
  await assert.rejects(running.savepoint(), { code: 'KV_SAVEPOINT', message: /has no directory/ })
  await running.kill()
})
