/** Contestants in other languages: programs that do the work once and print one line of JSON. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const PEERS = fileURLToPath(new URL('../peers/', import.meta.url))
const LONGEST_RUN_MS = 120_000

export function pythonMissing(): string | undefined {
  return isThere('python3') ? undefined : 'python3 is not on this machine'
}

export function compilerMissing(): string | undefined {
  return isThere('g++') ? undefined : 'g++ is not on this machine'
}

export function runPython<Result>(file: string, args: readonly (string | number)[]): Promise<Result> {
  return run('python3', [join(PEERS, 'python', file), ...args.map(String)])
}

/** Compiles a program on its first use, into a folder that goes with this process. */
export function runCpp<Result>(file: string, args: readonly (string | number)[]): Promise<Result> {
  return run(compiled(file), args.map(String))
}

let folder: string | undefined
const programs = new Map<string, string>()

function compiled(file: string): string {
  let program = programs.get(file)
  if (program !== undefined) return program
  if (folder === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'kahnveyor-bench-'))
    process.once('exit', () => rmSync(made, { recursive: true, force: true }))
    folder = made
  }
  program = join(folder, file.replace(/\.cpp$/, ''))
  const source = join(PEERS, 'cpp', file)
  const { status, stderr } = spawnSync('g++', ['-O2', '-std=c++17', '-Wall', '-o', program, source], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${file} does not compile: ${stderr}`)
  programs.set(file, program)
  return program
}

function isThere(command: string): boolean {
  return spawnSync(command, ['--version']).status === 0
}

function run<Result>(command: string, args: readonly string[]): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], timeout: LONGEST_RUN_MS })
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
    })
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) resolve(JSON.parse(output) as Result)
      else reject(new Error(`${command} ${args.join(' ')}: exit code ${code}, signal ${signal}`))
    })
  })
}
