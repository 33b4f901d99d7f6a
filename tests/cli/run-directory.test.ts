import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { Command, fixture, runCommand, temporaryFolder } from './command.ts'

const timeout = 30_000

function readJson(...path: string[]) {
  return JSON.parse(readFileSync(join(...path), 'utf8'))
}

test('a run leaves its record in a folder named after time, system and process', { timeout }, async (t) => {
  const folder = temporaryFolder(t)
  const command = new Command(t, folder, ['run', fixture('finishes'), '--seed', '7', '--set', 'count.upTo=3'])
  await command.ended()
  const [name, ...others] = readdirSync(join(folder, 'runs'))
  assert.match(name ?? '', new RegExp(`^\\d{8}-\\d{6}-finishes-${command.pid}$`))
  assert.deepEqual(others, [])
  const directory = join(folder, 'runs', name ?? '')
  assert.deepEqual(readdirSync(directory).sort(), ['graph.json', 'ledger.json', 'run.json', 'run.log'])
  const run = readJson(directory, 'run.json')
  assert.deepEqual(
    [run.system, run.pid, run.file, run.isolation, run.args, run.seed, run.outcome],
    ['finishes', command.pid, fixture('finishes'), 'process', { count: { upTo: 3 } }, 7, 'finished'],
  )
  assert.ok(Date.parse(run.started) <= Date.parse(run.ended))
  const ledger = readJson(directory, 'ledger.json')
  assert.deepEqual([ledger.outcome, ledger.balanced, ledger.queues[0].out], ['finished', true, 3])
  const { workers, queues, messages } = readJson(directory, 'graph.json')
  assert.deepEqual(
    workers.map((worker: { name: string }) => worker.name),
    ['count', 'print'],
  )
  assert.equal(messages[queues[0].message].layout.fields[0].name, 'value')
  const lines = readFileSync(join(directory, 'run.log'), 'utf8').trim().split('\n')
  assert.equal(lines.length, 4)
  for (const [index, line] of lines.slice(1).entries())
    assert.match(line, new RegExp(`^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+ info  print/0 #${index}: got ${index + 1}$`))
})

test('--out names the run directory, which a later run overwrites', { timeout }, async (t) => {
  const folder = temporaryFolder(t)
  for (const upTo of [5, 2]) {
    const { code } = await runCommand(t, folder, [
      'run',
      fixture('finishes'),
      '--isolation',
      'inline',
      '--out',
      'here',
      '--set',
      `count.upTo=${upTo}`,
    ])
    assert.equal(code, 0)
    assert.equal(readJson(folder, 'here', 'ledger.json').queues[0].out, upTo)
  }
  assert.equal(existsSync(join(folder, 'runs')), false)
})

test('--out refuses a folder with other things in it and leaves them alone', { timeout }, async (t) => {
  const folder = temporaryFolder(t)
  mkdirSync(join(folder, 'photos'))
  writeFileSync(join(folder, 'photos', 'run.log'), 'mine')
  const { code, stderr } = await runCommand(t, folder, ['run', fixture('finishes'), '--out', 'photos'])
  assert.match(stderr, /photos cannot be the run directory: it holds other things.*KV_RUN_DIRECTORY/)
  assert.equal(code, 2)
  assert.equal(readFileSync(join(folder, 'photos', 'run.log'), 'utf8'), 'mine')
})

test('--out refuses the folder of a live run', { timeout }, async (t) => {
  const folder = temporaryFolder(t)
  const command = new Command(t, folder, ['run', fixture('works-slowly'), '--out', 'here'])
  await command.printed(/begins 1/)
  const { code, stderr } = await runCommand(t, folder, ['run', fixture('finishes'), '--out', 'here'])
  assert.match(stderr, new RegExp(`a run of works-slowly lives in it \\(pid ${command.pid}\\)`))
  assert.equal(code, 2)
  command.signal('SIGINT')
  assert.equal((await command.ended()).code, 0)
})

test('--keep removes the oldest runs, none that lives, and nothing that is no run', { timeout }, async (t) => {
  const folder = temporaryFolder(t)
  const runs = join(folder, 'runs')
  const live = new Command(t, folder, ['run', fixture('works-slowly')])
  await live.printed(/begins 1/)
  const finished = ['run', fixture('finishes'), '--isolation', 'inline']
  for (const name of ['20200101-000000-mine-1', 'notes']) mkdirSync(join(runs, name))
  await runCommand(t, folder, [...finished, '--out', 'runs/named'])
  await runCommand(t, folder, finished)
  const last = new Command(t, folder, [...finished, '--keep', '1'])
  await last.ended()
  const left = readdirSync(runs).map((name) => name.replace(/^\d{8}-\d{6}-(?=[fw])/, ''))
  assert.deepEqual(
    left.sort(),
    ['20200101-000000-mine-1', 'named', 'notes', `finishes-${last.pid}`, `works-slowly-${live.pid}`].sort(),
  )
  live.signal('SIGINT')
  assert.equal((await live.ended()).code, 0)
})

test('the control socket is private, and goes with the run', { timeout }, async (t) => {
  const folder = temporaryFolder(t)
  const command = new Command(t, folder, ['run', fixture('works-slowly'), '--out', 'here'])
  await command.printed(/begins 1/)
  const socket = join(folder, 'here', 'control.sock')
  assert.equal(statSync(socket).mode & 0o777, 0o600)
  command.signal('SIGINT')
  await command.ended()
  assert.equal(existsSync(socket), false)
})

test('a run directory with a long path has its socket elsewhere, and status finds it', { timeout }, async (t) => {
  const folder = temporaryFolder(t)
  const out = join('a'.repeat(60), 'b'.repeat(60))
  const command = new Command(t, folder, ['run', fixture('works-slowly'), '--out', out])
  await command.printed(/begins 1/)
  const { stdout } = await runCommand(t, folder, ['status', out])
  assert.match(stdout, /^works-slowly: running/)
  const { controlSocket } = readJson(folder, out, 'run.json')
  assert.ok(Buffer.byteLength(controlSocket) <= 107)
  assert.equal(statSync(dirname(controlSocket)).mode & 0o777, 0o700)
  command.signal('SIGINT')
  await command.ended()
  assert.equal(existsSync(dirname(controlSocket)), false)
})
