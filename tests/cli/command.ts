/** Runs the command as a child process for a test, in a temporary folder of its own, and sees to it that nothing of it stays. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../bin/kahnveyor.js', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export function fixture(name: string): string {
  return fileURLToPath(new URL(`./fixtures/${name}.system.ts`, import.meta.url))
}

/** A folder that is removed after the test. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'cli-test-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export class Command {
  readonly child: ChildProcess
  readonly #mark = randomUUID()
  readonly #ended: Promise<Ended>
  #stdout = ''
  #stderr = ''

  constructor(t: TestContext, cwd: string, args: readonly string[]) {
    // A process group of its own, as a terminal gives it to a command in the foreground.
    this.child = spawn(process.execPath, [bin, ...args], {
      cwd,
      detached: true,
      env: { ...process.env, KAHNVEYOR_TEST_MARK: this.#mark },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text
    })
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text
    })
    this.#ended = once(this.child, 'close').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
      stdout: this.#stdout,
      stderr: this.#stderr,
    }))
    t.after(() => {
      for (const pid of this.processes()) process.kill(pid, 'SIGKILL')
    })
  }

  get pid(): number {
    return this.child.pid as number
  }

  /** Resolves with the first match in what it has printed on either stream, by now or later. */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.#stdout) ?? pattern.exec(this.#stderr)
      if (match !== null) return match
      const streams = [this.child.stdout, this.child.stderr].filter((stream) => stream?.readableEnded === false)
      if (streams.length === 0) throw new Error(`ended without printing ${pattern}:\n${this.#stdout}\n${this.#stderr}`)
      await Promise.race([...streams.map((stream) => once(stream as NonNullable<typeof stream>, 'data')), this.#ended])
    }
  }

  /** A signal to the command alone, as from `kill`. */
  signal(name: NodeJS.Signals): void {
    this.child.kill(name)
  }

  /** A signal to its process group, as a terminal sends it at Ctrl-C. */
  signalGroup(name: NodeJS.Signals): void {
    process.kill(-this.pid, name)
  }

  ended(): Promise<Ended> {
    return this.#ended
  }

  /** Process ids of it and of everything that it has started, as far as they live. */
  processes(): number[] {
    return globSync('/proc/[0-9]*').flatMap((folder) => {
      try {
        const marked = readFileSync(`${folder}/environ`, 'utf8').includes(`KAHNVEYOR_TEST_MARK=${this.#mark}`)
        return marked ? [Number(folder.slice('/proc/'.length))] : []
      } catch {
        return []
      }
    })
  }
}

/** Runs the command to its end. */
export function runCommand(t: TestContext, cwd: string, args: readonly string[]): Promise<Ended> {
  return new Command(t, cwd, args).ended()
}
