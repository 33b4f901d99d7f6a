import assert from 'node:assert/strict'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { describe, test } from 'node:test'
import { Command, fixture, runCommand, temporaryFolder } from './command.ts'

const timeout = 30_000

async function startSlow(t: TestContext, folder: string, ...more: string[]): Promise<Command> {
  const command = new Command(t, folder, ['run', fixture('works-slowly'), '--set', 'work.firingMs=50', ...more])
  await command.printed(/begins 1/)
  return command
}

describe('kahnveyor status', () => {
  test('shows workers and queues of the newest live run', { timeout }, async (t) => {
    const folder = temporaryFolder(t)
    const command = await startSlow(t, folder)
    const { code, stdout } = await runCommand(t, folder, ['status'])
    assert.match(
      stdout,
      new RegExp(`^works-slowly: running, pid ${command.pid}, .*runs/\\d{8}-\\d{6}-works-slowly-${command.pid}$`, 'm'),
    )
    assert.match(stdout, /^work\/0 +running +\d+ +\d+/m)
    assert.match(stdout, /^count\/0 +running +\d+ +\d+/m)
    assert.match(stdout, /^count\.samples -> work\.samples +\d +4 +\d+$/m)
    assert.equal(code, 0)
    command.signal('SIGINT')
    assert.equal((await command.ended()).code, 0)
  })

  test('answers as one JSON document, for a run directory that is named', { timeout }, async (t) => {
    const folder = temporaryFolder(t)
    const command = await startSlow(t, folder, '--out', 'here')
    const { stdout } = await runCommand(t, folder, ['status', 'here', '--json'])
    const status = JSON.parse(stdout)
    assert.deepEqual([status.system, status.phase, status.pid], ['works-slowly', 'running', command.pid])
    assert.deepEqual(
      status.workers.map(({ name }: { name: string }) => name),
      ['count', 'work'],
    )
    const pids = status.workers.flatMap(({ replicas }: { replicas: { pid: number }[] }) =>
      replicas.map(({ pid }) => pid),
    )
    for (const pid of pids) assert.ok(command.processes().includes(pid))
    command.signal('SIGINT')
    await command.ended()
  })

  test('says that there is no run, with exit code 1', { timeout }, async (t) => {
    const folder = temporaryFolder(t)
    const { code, stderr } = await runCommand(t, folder, ['status'])
    assert.match(stderr, /no run in runs\/ of this folder.*KV_NO_RUN/)
    assert.equal(code, 1)
  })

  test('says what is no run directory', { timeout }, async (t) => {
    const folder = temporaryFolder(t)
    mkdirSync(join(folder, 'photos'))
    assert.match((await runCommand(t, folder, ['status', 'photos'])).stderr, /photos is not a run directory/)
    assert.match((await runCommand(t, folder, ['status', 'nowhere'])).stderr, /nowhere does not exist/)
  })

  test('says that a run has ended, and how', { timeout }, async (t) => {
    const folder = temporaryFolder(t)
    await runCommand(t, folder, ['run', fixture('finishes'), '--isolation', 'inline', '--out', 'here'])
    const { code, stderr } = await runCommand(t, folder, ['status', 'here'])
    assert.match(stderr, /has ended \(finished, \d{4}-/)
    assert.equal(code, 1)
  })

  test('says that a run was killed and its socket is stale', { timeout }, async (t) => {
    const folder = temporaryFolder(t)
    const command = await startSlow(t, folder, '--out', 'here')
    command.signal('SIGKILL')
    await command.ended()
    assert.ok(readdirSync(join(folder, 'here')).includes('control.sock'))
    const { code, stderr } = await runCommand(t, folder, ['status', 'here'])
    assert.match(stderr, new RegExp(`gone.*process ${command.pid} killed.*stale`))
    assert.equal(code, 1)
  })
})

describe('steering from another terminal', () => {
  test('pause and resume', { timeout }, async (t) => {
    const folder = temporaryFolder(t)
    const command = await startSlow(t, folder)
    assert.match((await runCommand(t, folder, ['pause'])).stdout, /: paused$/m)
    assert.match((await runCommand(t, folder, ['status'])).stdout, /^work\/0 +paused/m)
    assert.match((await runCommand(t, folder, ['resume'])).stdout, /: running$/m)
    assert.match(
      (await runCommand(t, folder, ['pause', '--worker', 'camera'])).stderr,
      /no worker 'camera'; known: count, work/,
    )
    command.signal('SIGINT')
    assert.equal((await command.ended()).code, 0)
  })

  const ends = [
    ['drain', 'drained', 0],
    ['stop', 'stopped', 3],
    ['kill', 'killed', 3],
  ] as const
  for (const [verb, outcome, expected] of ends)
    test(`${verb} waits for the end`, { timeout }, async (t) => {
      const folder = temporaryFolder(t)
      const command = await startSlow(t, folder)
      const { code, stdout } = await runCommand(t, folder, [verb])
      assert.match(stdout, new RegExp(`: ${outcome}$`, 'm'))
      assert.equal(code, 0)
      assert.equal((await command.ended()).code, expected)
      assert.deepEqual(command.processes(), [])
    })
})
