// Runs the program as a user does, in a process of its own, with a watchdog.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'

export interface ProgramEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const WATCHDOG_MS = 50_000

/** `meanwhile` gets the process while it runs. */
export function runProgram(args: readonly string[], meanwhile?: (child: ChildProcess) => void): Promise<ProgramEnd> {
  const child = spawn(process.execPath, ['--conditions=kahnveyor-source', main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const texts = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    texts.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    texts.stderr += text
  })
  const watchdog = setTimeout(() => child.kill('SIGKILL'), WATCHDOG_MS)
  meanwhile?.(child)
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      clearTimeout(watchdog)
      resolve({ code, signal, ...texts })
    })
  })
}

/** A folder that is removed when the file's tests are done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'airside-program-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
