import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Command, fixture, runCommand, temporaryFolder } from './command.ts'

const timeout = 30_000

test('--version prints the version of the package', { timeout }, async (t) => {
  const { code, stdout } = await runCommand(t, temporaryFolder(t), ['--version'])
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  assert.equal(stdout.trim(), JSON.parse(manifest).version)
  assert.equal(code, 0)
})

test('the help names every verb, and the help of a verb every option of it', { timeout }, async (t) => {
  const folder = temporaryFolder(t)
  const all = await runCommand(t, folder, ['--help'])
  for (const verb of ['run', 'check', 'status', 'pause', 'resume', 'drain', 'stop', 'kill'])
    assert.match(all.stdout, new RegExp(`^  ${verb}\\b`, 'm'))
  const ofRun = await runCommand(t, folder, ['help', 'run'])
  for (const option of ['isolation', 'set', 'seed', 'out', 'keep', 'drain-timeout', 'json', 'quiet', 'verbose'])
    assert.match(ofRun.stdout, new RegExp(`^  --${option}\\b`, 'm'))
  assert.equal((await runCommand(t, folder, ['run', '--help'])).stdout, ofRun.stdout)
  assert.equal(ofRun.code, 0)
})

const mistakes: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['an unknown verb', ['rnu', 'x.ts'], /no verb 'rnu'\. Did you mean run\? \(KV_USAGE\)/],
  ['an unknown option', ['run', '--isolatoin', 'inline', 'x.ts'], /no option --isolatoin\. Did you mean --isolation\?/],
  [
    'a wrong choice',
    ['run', '--isolation', 'proces', 'x.ts'],
    /inline, thread, process; it is 'proces'\. Did you mean process\?/,
  ],
  ['a number that is none', ['run', '--seed', 'many', 'x.ts'], /--seed must be a whole number from 0; it is 'many'/],
  ['a missing file name', ['run'], /run needs FILE/],
  ['one operand too many', ['check', 'a.ts', 'b.ts'], /does not know what to do with 'b\.ts'/],
  ['an option without its value', ['run', 'x.ts', '--out'], /--out/],
  [
    'a setting without a value',
    ['run', fixture('finishes'), '--set', 'count'],
    /--set takes worker\.arg=value; it is 'count'/,
  ],
]
for (const [what, args, expected] of mistakes)
  test(`${what} is refused with advice and exit code 2`, { timeout }, async (t) => {
    const { code, stdout, stderr } = await runCommand(t, temporaryFolder(t), args)
    assert.match(stderr, expected)
    assert.equal(stdout, '')
    assert.equal(code, 2)
  })

test('a reader of stdout that goes away ends the run', { timeout }, async (t) => {
  const command = new Command(t, temporaryFolder(t), ['run', fixture('works-slowly'), '--set', 'work.firingMs=20'])
  await command.printed(/begins 3/)
  command.child.stdout?.destroy()
  assert.equal((await command.ended()).code, 141)
  assert.deepEqual(command.processes(), [])
})
