import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { defineSystem, type Isolation, type Running, start } from '../../src/index.ts'
import { readLines, writeBytes, writeJson, writeRows } from './workers/files.workers.ts'

const options = { timeout: 120_000 }
const LINES = 4000
const KILLS = 12

interface Place {
  readonly input: string
  readonly json: string
  readonly bytes: string
  readonly database: string
}

function place(context: TestContext, text: string): Place {
  const folder = mkdtempSync(join(tmpdir(), 'kahnveyor-files-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const input = join(folder, 'input.txt')
  writeFileSync(input, text)
  return { input, json: join(folder, 'out.jsonl'), bytes: join(folder, 'out.bin'), database: join(folder, 'out.db') }
}

function copying({ input, json, bytes, database }: Place) {
  return defineSystem('copying', (system) => {
    const { items } = system.worker('read', readLines, { args: { path: input } }).outputs
    system.connect(items, system.worker('json', writeJson, { args: { path: json } }).inputs.items, { capacity: 4 })
    system.connect(items, system.worker('bytes', writeBytes, { args: { path: bytes } }).inputs.items, { capacity: 4 })
    system.connect(items, system.worker('rows', writeRows, { args: { path: database } }).inputs.items, { capacity: 4 })
  })
}

/** Kills a process of the run each time a share of all commits has been made, so that kills fall everywhere in the run. */
async function killNowAndThen(running: Running, kills: number): Promise<number> {
  let done = 0
  let over = false
  running.finished.finally(() => {
    over = true
  })
  while (!over && done < kills) {
    const status = await running.status().catch(() => undefined)
    if (status === undefined) break
    const replicas = status.workers.flatMap((worker) => worker.replicas)
    const commits = replicas.reduce((sum, replica) => sum + replica.commits, 0)
    if (commits < ((done + 1) * 4 * LINES) / (kills + 2)) continue
    const { pid } = replicas[done % replicas.length] ?? {}
    if (typeof pid !== 'number') continue
    process.kill(pid, 'SIGKILL')
    done += 1
  }
  return done
}

const lines = Array.from({ length: LINES }, (_, index) => `line ${index} ${'x'.repeat(index % 40)}`)

function assertComplete({ json, bytes, database }: Place): void {
  const items = readFileSync(json, 'utf8').trimEnd().split('\n')
  assert.deepEqual(
    items.map((item) => JSON.parse(item)),
    lines.map((text, index) => ({ number: index + 1, text })),
  )
  assert.equal(readFileSync(bytes, 'utf8'), lines.join(''))
  const rows = new DatabaseSync(database, { readOnly: true })
    .prepare('SELECT number, text FROM lines ORDER BY rowid')
    .all()
  assert.deepEqual(
    rows.map(({ number, text }) => ({ number, text })),
    lines.map((text, index) => ({ number: index + 1, text })),
  )
}

for (const isolation of ['inline', 'thread', 'process'] as const satisfies readonly Isolation[])
  test(
    `lines of a file reach a JSON lines file, a binary file and a database whole and once (${isolation})`,
    options,
    async (context) => {
      const files = place(context, `${lines.join('\n')}\n`)
      const running = await start(copying(files), { isolation })
      const { outcome, ledger } = await running.finished
      assert.equal(outcome, 'finished')
      assert.equal(ledger.balanced, true)
      assertComplete(files)
    },
  )

test('killing the source and each sink again and again changes nothing in any file', options, async (context) => {
  const files = place(context, lines.join('\n'))
  const running = await start(copying(files), { onLog: () => undefined, restart: { maxRestarts: 50 } })
  const kills = await killNowAndThen(running, KILLS)
  const { outcome, restarts } = await running.finished
  assert.equal(outcome, 'finished')
  assert.ok(restarts >= KILLS / 2, `kills=${kills} restarts=${restarts}`)
  assertComplete(files)
})

test('a sink whose disk is full stops the system with the path, and gives no item up', options, async (context) => {
  const files = { ...place(context, lines.join('\n')), json: '/dev/full' }
  const running = await start(copying(files), { onLog: () => undefined })
  await assert.rejects(running.finished, {
    code: 'KV_WORKER_FAILED',
    message: /worker json\/0 .*cannot write \/dev\/full: .*ENOSPC/,
  })
})

test(
  'a source file that does not exist and a sink in a folder that does not exist are named',
  options,
  async (context) => {
    const files = place(context, 'x')
    const missing = await start(copying({ ...files, input: `${files.input}.missing` }), {
      onLog: () => undefined,
      restart: { maxRestarts: 0 },
    })
    await assert.rejects(missing.finished, {
      code: 'KV_WORKER_FAILED',
      message: /read\/0 .*cannot read .*input\.txt\.missing/,
    })
    const nowhere = await start(copying({ ...files, bytes: join(files.input, 'out.bin') }), {
      onLog: () => undefined,
      restart: { maxRestarts: 0 },
    })
    await assert.rejects(nowhere.finished, { code: 'KV_WORKER_FAILED', message: /bytes\/0 .*cannot write .*out\.bin/ })
  },
)

test('a second run into the same database adds its rows', options, async (context) => {
  const files = place(context, 'one\ntwo\n')
  for (const _ of [1, 2]) await (await start(copying(files), { isolation: 'inline' })).finished
  const rows = new DatabaseSync(files.database, { readOnly: true })
    .prepare('SELECT text FROM lines ORDER BY rowid')
    .all()
  assert.deepEqual(
    rows.map(({ text }) => text),
    ['one', 'two', 'one', 'two'],
  )
})
