/**
 * `npm test`: lint, type check, then every test file; the last line is the count.
 * `npm test -- tests/queue lanes`: only the test files whose path contains one of the arguments, without lint and types.
 *
 * A skip because something is missing on this machine (tests/support/requires.ts) is named at the end, with the remedy; with
 * CI=true it is a failure.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { fileURLToPath } from 'node:url'
import { missingPrefix } from '../tests/support/requires.ts'

// A test that needs longer says so with its own `timeout`.
const testTimeoutMs = 60_000
const fileTimeoutMs = 15 * 60_000
// Two at a time fill the two cores that the project's own machines have; more would only stretch each other's waits.
const filesAtOnce = 2

interface Outcome {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** Reason of the skip: names of the tests. Only skips that an installation on this machine would avoid. */
  readonly missing: ReadonlyMap<string, readonly string[]>
}

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const wanted = process.argv.slice(2)
if (wanted.length === 0) {
  runTool('lint')
  runTool('typecheck')
}
const files = testFiles(wanted)
if (files.length === 0) fail(`no test file's path contains ${wanted.join(' or ')}`)
const outcome = await runTests(files)
process.exitCode = report(outcome) ? 0 : 1

function runTool(script: string): void {
  console.log(`> npm run ${script}`)
  if (spawnSync('npm', ['run', '--silent', script], { stdio: 'inherit' }).status !== 0) fail(`npm run ${script} failed`)
}

function testFiles(parts: readonly string[]): string[] {
  const all = globSync(['tests/**/*.test.ts', 'apps/*/tests/**/*.test.ts'], { exclude: ['**/node_modules/**'] }).sort()
  return parts.length === 0 ? all : all.filter((file) => parts.some((part) => file.includes(part)))
}

async function runTests(paths: string[]): Promise<Outcome> {
  const missing = new Map<string, string[]>()
  let counts = { passed: 0, failed: 0, skipped: 0 }
  const events = run({
    files: paths,
    concurrency: filesAtOnce,
    timeout: fileTimeoutMs,
    execArgv: ['--conditions=kahnveyor-source', `--test-timeout=${testTimeoutMs}`],
  })
  events.on('test:pass', ({ name, skip }) => {
    if (typeof skip !== 'string' || !skip.startsWith(missingPrefix)) return
    missing.set(skip, [...(missing.get(skip) ?? []), name])
  })
  events.on('test:summary', ({ file, counts: all }) => {
    // One summary per file comes first; the one without a file is the whole run's.
    if (file === undefined)
      counts = { passed: all.passed, failed: all.tests - all.passed - all.skipped - all.todo, skipped: all.skipped }
  })
  const watchdog = setInterval(killBlockedFiles, 10_000).unref()
  const reporter = events.compose(new spec())
  for await (const text of reporter) process.stdout.write(text)
  clearInterval(watchdog)
  return { ...counts, missing }
}

/**
 * The runner ends a file at its time-out with SIGTERM, which a process blocked in a system call with a handler for that signal
 * never sees. Half a minute later it is killed here, so that the run always comes to its end.
 */
function killBlockedFiles(): void {
  const children = `/proc/self/task/${process.pid}/children`
  if (!existsSync(children)) return
  for (const child of readFileSync(children, 'utf8').split(' ').filter(Boolean)) {
    if (ageMs(child) > fileTimeoutMs + 30_000) process.kill(Number(child), 'SIGKILL')
  }
}

function ageMs(child: string): number {
  const startedTicks = Number(readFileSync(`/proc/${child}/stat`, 'utf8').split(') ')[1]?.split(' ')[19])
  const upMs = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000
  return upMs - startedTicks * 10
}

function report({ passed, failed, skipped, missing }: Outcome): boolean {
  const skipsAllowed = process.env.CI !== 'true'
  if (missing.size > 0) {
    console.log(
      `\nSkipped${skipsAllowed ? '' : ', which is a failure with CI=true'}, because this machine lacks something:`,
    )
    for (const [reason, tests] of missing) console.log(`  ${reason}: ${tests.length} (first: ${tests[0]})`)
    console.log('To install the system packages: npm run system-packages')
  }
  if (passed + failed === 0) console.log('\nNo test was run.')
  console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`)
  return failed === 0 && passed > 0 && (skipsAllowed || missing.size === 0)
}

function fail(why: string): never {
  console.error(`\n${why}`)
  process.exit(1)
}
