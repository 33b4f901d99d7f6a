import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync, readFileSync, statSync, watch, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { MappedSegment } from '../../src/memory/mapped-segment.ts'
import { canShareBetweenProcesses } from '../../src/memory/system-calls.ts'
import { Command, type Ended, fixture, runCommand, temporaryFolder } from './command.ts'

const options = { timeout: 120_000, skip: canShareBetweenProcesses() ? false : 'processes cannot share memory here' }
const turns = 40_000
const allLines = Array.from({ length: turns }, (_, index) => `${index}\n`).join('')
const durable = ['run', fixture('lines'), '--durable', '--out', 'here']

function readJson(...path: string[]) {
  return JSON.parse(readFileSync(join(...path), 'utf8'))
}

/** Resolves when the sink's file has grown beyond `bytes`. */
async function grownBeyond(folder: string, bytes: number): Promise<void> {
  const size = () => statSync(join(folder, 'lines.txt'), { throwIfNoEntry: false })?.size ?? 0
  const watcher = watch(folder)
  try {
    while (size() <= bytes) await once(watcher, 'change')
  } finally {
    watcher.close()
  }
}

/** Starts a durable run and kills all of its processes at once, in the middle of its work. */
async function killedRun(t: TestContext): Promise<{ readonly folder: string; readonly command: Command }> {
  const folder = temporaryFolder(t)
  const command = new Command(t, folder, durable)
  await grownBeyond(folder, 2000)
  await killEverything(command)
  assert.ok(statSync(join(folder, 'lines.txt')).size < allLines.length, 'the run was killed after its end')
  return { folder, command }
}

async function killEverything(command: Command): Promise<void> {
  for (const pid of command.processes()) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It died with the supervisor.
    }
  }
  await command.ended()
}

/** Resumes as soon as the last process of the run has let go of the segment. */
async function resumeWhenFree(t: TestContext, folder: string, args: readonly string[] = []): Promise<Ended> {
  for (;;) {
    const ended = await runCommand(t, folder, ['resume', 'here', ...args])
    if (!ended.stderr.includes('KV_RUN_IN_USE')) return ended
  }
}

test('a durable run that was killed with all its workers goes on by resume, to the same output', options, async (t) => {
  const { folder, command } = await killedRun(t)
  const before = readJson(folder, 'here', 'run.json')
  assert.deepEqual([before.durable, before.ended, before.resumes], [true, null, 0])
  const { code, stdout } = await resumeWhenFree(t, folder)
  assert.match(stdout, /^lines finished after/m)
  assert.equal(code, 0)
  assert.equal(readFileSync(join(folder, 'lines.txt'), 'utf8'), allLines)
  const after = readJson(folder, 'here', 'run.json')
  assert.deepEqual([after.durable, after.outcome, after.resumes, after.started], [true, 'finished', 1, before.started])
  assert.notEqual(after.pid, command.pid)
  const ledger = readJson(folder, 'here', 'ledger.json')
  assert.deepEqual([ledger.balanced, ledger.queues[1].out], [true, turns])
  assert.match(readFileSync(join(folder, 'here', 'run.log'), 'utf8'), /system: resumed from its segment/)
  assert.equal(existsSync(join(folder, 'here', 'segment')), false)

  const again = await runCommand(t, folder, ['resume', 'here'])
  assert.match(again.stdout, /^lines in here: finished at .*, nothing is left to do$/m)
  assert.equal(again.code, 0)
})

test('a durable run that was stopped goes on by resume', options, async (t) => {
  const folder = temporaryFolder(t)
  const command = new Command(t, folder, durable)
  await grownBeyond(folder, 200)
  assert.match((await runCommand(t, folder, ['stop', 'here'])).stdout, /lines in here: stopped/)
  assert.equal((await command.ended()).code, 3)
  const hint = await runCommand(t, folder, ['resume', 'here', '--worker', 'source'])
  assert.match(hint.stderr, /here is not live; it goes on as a whole/)
  const { code } = await resumeWhenFree(t, folder)
  assert.equal(code, 0)
  assert.equal(readFileSync(join(folder, 'lines.txt'), 'utf8'), allLines)
})

test('resume lets a live durable run go on that is paused, and does not start it a second time', options, async (t) => {
  const folder = temporaryFolder(t)
  const command = new Command(t, folder, durable)
  await grownBeyond(folder, 200)
  assert.match((await runCommand(t, folder, ['pause', 'here'])).stdout, /: paused$/m)
  const back = await runCommand(t, folder, ['resume', 'here', '--savepoint'])
  assert.match(back.stderr, /here is live/)
  assert.equal(back.code, 2)
  assert.match((await runCommand(t, folder, ['resume', 'here'])).stdout, /: running$/m)
  assert.equal((await command.ended()).code, 0)
  assert.equal(readFileSync(join(folder, 'lines.txt'), 'utf8'), allLines)
  assert.equal(readJson(folder, 'here', 'run.json').resumes, 0)
})

test('resume refuses a run that was not durable', options, async (t) => {
  const folder = temporaryFolder(t)
  await runCommand(t, folder, ['run', fixture('finishes'), '--isolation', 'inline', '--out', 'here'])
  const { code, stderr } = await runCommand(t, folder, ['resume', 'here'])
  assert.match(stderr, /was not durable, so nothing is left to go on with.*KV_NO_RUN/)
  assert.equal(code, 1)
})

test('resume refuses while an old process of the run is alive, and leaves its record alone', options, async (t) => {
  const { folder } = await killedRun(t)
  const segment = join(folder, 'here', 'segment')
  const before = readFileSync(join(folder, 'here', 'run.json'), 'utf8')
  const old = await oldWorker(t, segment)
  const { code, stderr } = await runCommand(t, folder, ['resume', 'here'])
  assert.match(stderr, /one of its processes holds the segment.*KV_RUN_IN_USE/)
  assert.equal(code, 2)
  assert.equal(readFileSync(join(folder, 'here', 'run.json'), 'utf8'), before)
  old.kill('SIGKILL')
  await once(old, 'exit')
  assert.equal((await runCommand(t, folder, ['resume', 'here'])).code, 0)
  assert.equal(readFileSync(join(folder, 'lines.txt'), 'utf8'), allLines)
})

/** A process that has inherited the locked segment, as a worker does, when nobody else has it any more. */
async function oldWorker(t: TestContext, segment: string) {
  const locked = await openWhenFree(segment)
  assert.ok(locked.handle.kind === 'file-descriptor')
  const child = spawn('sleep', ['1000'], { stdio: ['ignore', 'ignore', 'ignore', locked.handle.fileDescriptor] })
  t.after(() => child.kill('SIGKILL'))
  await once(child, 'spawn')
  locked.close()
  return child
}

async function openWhenFree(segment: string): Promise<MappedSegment> {
  for (;;) {
    try {
      return MappedSegment.openFile(segment)
    } catch (thrown) {
      if ((thrown as { code?: string }).code !== 'KV_RUN_IN_USE') throw thrown
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
}

test('of two resumes at once one goes on with the run and the other leaves it alone', options, async (t) => {
  const { folder } = await killedRun(t)
  ;(await openWhenFree(join(folder, 'here', 'segment'))).close()
  const both = await Promise.all([runCommand(t, folder, ['resume', 'here']), runCommand(t, folder, ['resume', 'here'])])
  const wentOn = both.filter(({ stdout }) => /^lines finished after/m.test(stdout))
  const [other] = both.filter((ended) => !wentOn.includes(ended))
  assert.equal(wentOn.length, 1)
  // The later one finds the lock, or the socket of the earlier one and nothing that it could do.
  assert.match(`${other?.stdout}${other?.stderr}`, /KV_RUN_IN_USE|: running$|nothing is left to do/m)
  assert.equal(readJson(folder, 'here', 'run.json').resumes, 1)
  assert.equal(readFileSync(join(folder, 'lines.txt'), 'utf8'), allLines)
})

test('resume refuses a changed graph and changed args, and names the first difference', options, async (t) => {
  const { folder } = await killedRun(t)
  ;(await openWhenFree(join(folder, 'here', 'segment'))).close()
  process.env.KAHNVEYOR_TEST_CAPACITY = '9'
  const graph = await runCommand(t, folder, ['resume', 'here'])
  delete process.env.KAHNVEYOR_TEST_CAPACITY
  assert.match(graph.stderr, /capacity was 8 and is 9.*KV_RUN_CHANGED/)
  assert.equal(graph.code, 2)
  const path = join(folder, 'here', 'run.json')
  writeFileSync(path, JSON.stringify({ ...readJson(path), args: { source: { turns: 7 } } }))
  const args = await runCommand(t, folder, ['resume', 'here'])
  assert.match(args.stderr, /args\.turns was 40000 and is 7.*KV_RUN_CHANGED/)
  assert.equal(args.code, 2)
})

test('resume refuses a segment of another version, and one that was cut', options, async (t) => {
  const { folder } = await killedRun(t)
  const segment = join(folder, 'here', 'segment')
  ;(await openWhenFree(segment)).close()
  const file = openSync(segment, 'r+')
  writeSync(file, Buffer.from([99, 0, 0, 0]), 0, 4, 4)
  closeSync(file)
  const version = await runCommand(t, folder, ['resume', 'here'])
  assert.match(version.stderr, /version=99 where version=\d+ is understood.*KV_SEGMENT_FORMAT/)
  assert.equal(version.code, 2)
  for (const bytes of [100, 0]) {
    writeFileSync(segment, readFileSync(segment).subarray(0, bytes))
    const cut = await runCommand(t, folder, ['resume', 'here'])
    assert.match(cut.stderr, /KV_SEGMENT_FORMAT/)
    assert.equal(cut.code, 2)
  }
})

test('--out refuses the folder of a durable run that is not done', options, async (t) => {
  const { folder } = await killedRun(t)
  const { code, stderr } = await runCommand(t, folder, durable)
  assert.match(stderr, /holds a durable run of lines that is not done.*KV_RUN_DIRECTORY/)
  assert.equal(code, 2)
  assert.equal((await resumeWhenFree(t, folder)).code, 0)
})

test('a durable run cannot be inline', options, async (t) => {
  const folder = temporaryFolder(t)
  const { code, stderr } = await runCommand(t, folder, [...durable, '--isolation', 'inline'])
  assert.match(stderr, /a durable run .* cannot be inline/)
  assert.equal(code, 2)
  assert.equal(existsSync(join(folder, 'here')), false)
})

test(
  'from a savepoint a killed run goes on to the same output, though its file was further by then',
  options,
  async (t) => {
    const folder = temporaryFolder(t)
    const command = new Command(t, folder, durable)
    await grownBeyond(folder, 1000)
    const taken = await runCommand(t, folder, ['savepoint', 'here'])
    assert.match(taken.stdout, /^lines in here: here\/savepoint, [\d.]+ MiB, workers held still for \d+ ms$/m)
    assert.equal(taken.code, 0)
    const atSavepoint = statSync(join(folder, 'lines.txt')).size
    await grownBeyond(folder, atSavepoint + 3000)
    await killEverything(command)
    const { code, stdout } = await resumeWhenFree(t, folder, ['--savepoint'])
    assert.match(stdout, /^lines finished after/m)
    assert.equal(code, 0)
    assert.equal(readFileSync(join(folder, 'lines.txt'), 'utf8'), allLines)
    assert.match(readFileSync(join(folder, 'here', 'run.log'), 'utf8'), /system: resumed from its savepoint/)
    assert.equal(readJson(folder, 'here', 'ledger.json').queues[1].out, turns)
  },
)

test('a run that is not durable can go on from its savepoint too', options, async (t) => {
  const folder = temporaryFolder(t)
  const command = new Command(t, folder, ['run', fixture('lines'), '--out', 'here'])
  await grownBeyond(folder, 1000)
  assert.equal((await runCommand(t, folder, ['savepoint', 'here'])).code, 0)
  await killEverything(command)
  assert.equal((await resumeWhenFree(t, folder, ['--savepoint'])).code, 0)
  assert.equal(readFileSync(join(folder, 'lines.txt'), 'utf8'), allLines)
})

test('without a savepoint none can be gone on from, and an inline run takes none', options, async (t) => {
  const { folder } = await killedRun(t)
  const none = await runCommand(t, folder, ['resume', 'here', '--savepoint'])
  assert.match(none.stderr, /has no savepoint: none was taken.*KV_NO_RUN/)
  assert.equal(none.code, 1)
  const command = new Command(t, folder, ['run', fixture('works-slowly'), '--isolation', 'inline', '--out', 'inline'])
  await command.printed(/begins 2/)
  const refused = await runCommand(t, folder, ['savepoint', 'inline'])
  assert.match(refused.stderr, /no savepoint: it needs workers in processes or threads/)
  assert.equal(refused.code, 1)
  command.signal('SIGINT')
  assert.equal((await command.ended()).code, 0)
})
