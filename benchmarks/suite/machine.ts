/** What a number depends on besides the code: recorded with every run. */
import { spawnSync } from 'node:child_process'
import { arch, cpus, loadavg, release, totalmem, type } from 'node:os'

export interface Machine {
  readonly date: string
  readonly processor: string
  readonly cores: number
  readonly memoryGiB: number
  readonly kernel: string
  readonly node: string
  readonly v8: string
  readonly python: string
  readonly compiler: string
  readonly revision: string
  /** Average of running tasks over the last minute when the run began: above 0.5 the machine was not idle. */
  readonly load: number
}

export function describeMachine(): Machine {
  return {
    date: new Date().toISOString(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: `${type()} ${release()} ${arch()}`,
    node: process.version,
    v8: process.versions.v8,
    python: firstLine('python3', '--version'),
    compiler: firstLine('g++', '--version'),
    revision: revision(),
    load: Math.round((loadavg()[0] as number) * 100) / 100,
  }
}

function revision(): string {
  const changed = firstLine('git', 'status', '--porcelain', '--untracked-files=no', 'src', 'benchmarks')
  return `${firstLine('git', 'rev-parse', '--short', 'HEAD')}${changed === 'none' ? '' : ' and changes'}`
}

function firstLine(command: string, ...args: string[]): string {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' })
  return (status === 0 && stdout.split('\n')[0]) || 'none'
}
