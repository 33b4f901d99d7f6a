import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import { Command, fixture, runCommand, temporaryFolder } from './command.ts'

const timeout = 30_000

function startSlow(t: TestContext, firingMs: number, ...more: string[]): Command {
  return new Command(t, temporaryFolder(t), [
    'run',
    fixture('works-slowly'),
    '--set',
    `work.firingMs=${firingMs}`,
    ...more,
  ])
}

for (const isolation of ['inline', 'thread', 'process'])
  test(`Ctrl-C drains: all that was counted is worked off (${isolation})`, { timeout }, async (t) => {
    const command = startSlow(t, 50, '--isolation', isolation)
    await command.printed(/begins 2/)
    command.signalGroup('SIGINT')
    const { code, stdout, stderr } = await command.ended()
    assert.match(stderr, /^SIGINT: draining/m)
    assert.match(stdout, /^works-slowly drained/m)
    const [, put, taken] = /^count\.samples -> work\.samples +(\d+) +(\d+) +0 +0 +0$/m.exec(stdout) ?? []
    assert.ok(Number(put) >= 2)
    assert.equal(put, taken)
    assert.equal(code, 0)
    assert.deepEqual(command.processes(), [])
  })

test('Ctrl-C twice stops: the firing in hand is finished, the rest stays queued', { timeout }, async (t) => {
  // By the second firing the source has filled the queue.
  const command = startSlow(t, 1000)
  await command.printed(/begins 2/)
  command.signalGroup('SIGINT')
  await command.printed(/draining/)
  command.signalGroup('SIGINT')
  const { code, stdout, stderr } = await command.ended()
  assert.match(stderr, /^SIGINT: stopping/m)
  assert.match(stdout, /^works-slowly stopped/m)
  assert.match(stdout, /^count\.samples -> work\.samples +\d+ +2 +0 +0 +[1-9]\d*$/m)
  assert.equal(code, 130)
  assert.deepEqual(command.processes(), [])
})

test('Ctrl-C thrice kills a worker that does not come back', { timeout }, async (t) => {
  const command = startSlow(t, 600_000)
  await command.printed(/begins 1/)
  for (const step of [/draining/, /stopping/, /killing/]) {
    command.signalGroup('SIGINT')
    await command.printed(step)
  }
  const { code, stdout } = await command.ended()
  assert.match(stdout, /^works-slowly killed/m)
  assert.equal(code, 130)
  assert.deepEqual(command.processes(), [])
})

test('Ctrl-C in a terminal reaches the command and not its workers', { timeout }, async (t) => {
  const command = startSlow(t, 100)
  const pid = (await command.printed(/pid=(\d+)/))[1]
  command.signalGroup('SIGINT')
  const { stdout } = await command.ended()
  assert.doesNotMatch(stdout, /died/)
  assert.deepEqual(new Set([...stdout.matchAll(/pid=(\d+)/g)].map((match) => match[1])), new Set([pid]))
})

for (const signal of ['SIGTERM', 'SIGHUP'] as const)
  test(`${signal} drains, however often it comes`, { timeout }, async (t) => {
    const command = startSlow(t, 100)
    await command.printed(/begins 1/)
    command.signal(signal)
    await command.printed(/draining/)
    command.signal(signal)
    const { code, stdout } = await command.ended()
    assert.match(stdout, /^works-slowly drained/m)
    assert.equal(code, 0)
  })

test('SIGTERM stops after the deadline of the drain, with exit code 143', { timeout }, async (t) => {
  const command = startSlow(t, 1000, '--drain-timeout', '0.1')
  await command.printed(/begins 1/)
  command.signal('SIGTERM')
  const { code, stdout } = await command.ended()
  assert.match(stdout, /drain did not end within 100 ms/)
  assert.match(stdout, /^works-slowly stopped/m)
  assert.equal(code, 143)
  assert.deepEqual(command.processes(), [])
})

test('Ctrl-C drains a paused run', { timeout }, async (t) => {
  const folder = temporaryFolder(t)
  const command = new Command(t, folder, ['run', fixture('works-slowly'), '--set', 'work.firingMs=50'])
  await command.printed(/begins 1/)
  const paused = await runCommand(t, folder, ['pause'])
  assert.match(paused.stdout, /: paused$/m)
  command.signalGroup('SIGINT')
  const { code, stdout } = await command.ended()
  assert.match(stdout, /^works-slowly drained/m)
  assert.equal(code, 0)
})

test('Ctrl-C twice ends a run whose items nobody reads, and the ledger has them as queued', { timeout }, async (t) => {
  const command = new Command(t, temporaryFolder(t), ['run', fixture('outputs'), '--set', 'make.count=0'])
  command.child.stdout?.pause()
  await command.printed(/input samples is closed/)
  command.signal('SIGINT')
  await command.printed(/draining/)
  command.signal('SIGINT')
  await command.printed(/run directory/)
  command.child.stdout?.resume()
  const { code, stderr } = await command.ended()
  assert.match(stderr, /^make\.packets -> output:packets\.items +\d+ +\d+ +0 +0 +\d+$/m)
  // 0 where the first signal came before the pipe was full: then the drain came to its end by itself.
  assert.ok(code === 130 || code === 0)
  assert.deepEqual(command.processes(), [])
})

test('no worker outlives a command that is killed', { timeout }, async (t) => {
  const command = startSlow(t, 600_000)
  await command.printed(/begins 1/)
  command.signal('SIGKILL')
  assert.equal((await command.ended()).signal, 'SIGKILL')
  // The streams are closed by now, so every worker that held them is gone or going.
  while (command.processes().length > 0) await new Promise((resolve) => setImmediate(resolve))
})
