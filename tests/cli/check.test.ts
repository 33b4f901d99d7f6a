import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fixture, runCommand, temporaryFolder } from './command.ts'

const timeout = 30_000

test('kahnveyor check says that a system can start', { timeout }, async (t) => {
  const { code, stdout } = await runCommand(t, temporaryFolder(t), ['check', fixture('finishes')])
  assert.equal(stdout, 'finishes can start: 0 errors, 0 warnings, 0 marked\n')
  assert.equal(code, 0)
})

test('kahnveyor check lists findings with their places', { timeout }, async (t) => {
  const { code, stdout } = await runCommand(t, temporaryFolder(t), ['check', fixture('unconnected')])
  assert.match(stdout, /^warning +count\.outputs\.samples +is not connected/m)
  assert.match(stdout, /^error +print\.inputs\.samples +is not connected/m)
  assert.match(stdout, /^unconnected cannot start: 1 error, 1 warning, 0 marked$/m)
  assert.equal(code, 2)
})

test('kahnveyor check --json gives the findings as one document', { timeout }, async (t) => {
  const { code, stdout } = await runCommand(t, temporaryFolder(t), [
    'check',
    fixture('finishes'),
    '--json',
    '--set',
    'count.upTwo=2',
  ])
  const { startable, findings } = JSON.parse(stdout)
  assert.equal(startable, false)
  assert.deepEqual(
    findings.map(({ level, where }: { level: string; where: string }) => [level, where]),
    [['error', 'workers.count.args.upTwo']],
  )
  assert.equal(code, 2)
})
