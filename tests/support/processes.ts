/** What Linux says about processes, for tests that kill them and count what is left. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** True while the process runs. A zombie is gone: it holds no memory and executes nothing. */
export function isRunning(pid: number): boolean {
  const state = stat(pid)?.state
  return state !== undefined && state !== 'Z' && state !== 'X'
}

/** Kills a process of this project at once. False when it was gone already, or its number belongs to somebody else by now. */
export function killWorker(pid: number): boolean {
  if (!isRunning(pid) || !commandLine(pid).includes('process-main')) return false
  try {
    process.kill(pid, 'SIGKILL')
    return true
  } catch {
    return false
  }
}

export function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

/** All running descendants of a process, nearest first. */
export function descendants(pid: number): number[] {
  const children = new Map<number, number[]>()
  for (const other of allProcesses()) {
    const parent = stat(other)?.parent
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), other])
  }
  const found: number[] = []
  for (let next = children.get(pid) ?? []; next.length > 0; next = next.flatMap((child) => children.get(child) ?? []))
    found.push(...next)
  return found.filter(isRunning)
}

/** Processes that hold a segment of ours, mapped or as a descriptor. */
export function holdersOfSegments(): number[] {
  return allProcesses().filter((pid) => {
    try {
      if (readFileSync(`/proc/${pid}/maps`, 'utf8').includes('memfd:kahnveyor')) return true
      const folder = `/proc/${pid}/fd`
      return readdirSync(folder).some((descriptor) => linkTarget(`${folder}/${descriptor}`).includes('memfd:kahnveyor'))
    } catch {
      // Gone in the meantime, or somebody else's.
      return false
    }
  })
}

/** What each open descriptor of this process refers to. */
export function openDescriptors(): string[] {
  return readdirSync('/proc/self/fd').map((descriptor) => linkTarget(`/proc/self/fd/${descriptor}`))
}

function linkTarget(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

function allProcesses(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
}

function stat(pid: number): { readonly state: string; readonly parent: number } | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
    return { state: fields[0] ?? '', parent: Number(fields[1]) }
  } catch {
    return undefined
  }
}
