/**
 * The system calls of Linux that this project needs, through koffi: no native code of our own. Loaded once per thread, on first
 * use, so that a run that needs none of them (inline) never loads the binary.
 */
import { createRequire } from 'node:module'
import { SystemCallError, UnsupportedPlatformError } from '../errors/memory-errors.ts'

type NativeAddress = bigint | null

export interface SystemCalls {
  memfdCreate(name: string): number
  truncate(fileDescriptor: number, sizeBytes: number): void
  /** Gives a file its blocks now, so that a full disk is an error here and not a bus error in a worker. */
  allocate(fileDescriptor: number, sizeBytes: number): void
  /** Locks a file for whoever holds this open descriptor, children that inherit it included. False when others hold it. */
  tryLock(fileDescriptor: number): boolean
  map(fileDescriptor: number, sizeBytes: number): bigint
  unmap(address: bigint, sizeBytes: number): void
  /** An ArrayBuffer over mapped memory; it is neither moved nor freed by the garbage collector. */
  view(address: bigint, sizeBytes: number): ArrayBuffer
  futexWait(address: bigint, expected: number, timeoutMs: number): 'woken' | 'changed' | 'timed-out'
  futexWake(address: bigint): void
  /** Resolves when everything that was written to files by now, by anyone, has reached the disks. */
  flushFiles(): Promise<void>
  /** Asks the kernel to kill this process when the thread that spawned it ends. */
  dieWithParent(): void
}

const FUTEX_WAIT = 0
const FUTEX_WAKE = 1
const WAKE_EVERYONE = 0x7fffffff
const PROT_READ_WRITE = 3
const MAP_SHARED = 1
const MFD_CLOEXEC = 1
const PR_SET_PDEATHSIG = 1
const SIGKILL = 9
const EINTR = 4
const EAGAIN = 11
const LOCK_EXCLUSIVE_NOW = 2 | 4
const ETIMEDOUT = 110
/** The number of futex(2) differs by architecture (asm/unistd.h). */
const FUTEX_NUMBER: Partial<Record<NodeJS.Architecture, number>> = { x64: 202, arm64: 98, riscv64: 98 }

let loaded: SystemCalls | undefined

/** True where memory can be shared between processes: Linux on an architecture that koffi ships a binary for. */
export function canShareBetweenProcesses(): boolean {
  return process.platform === 'linux' && FUTEX_NUMBER[process.arch] !== undefined
}

/** Throws `KV_UNSUPPORTED_PLATFORM` where there is no Linux kernel or no koffi binary. */
export function systemCalls(): SystemCalls {
  loaded ??= load()
  return loaded
}

function load(): SystemCalls {
  const futexNumber = FUTEX_NUMBER[process.arch]
  if (process.platform !== 'linux' || futexNumber === undefined)
    throw new UnsupportedPlatformError(process.platform, process.arch)
  let koffi: typeof import('koffi')
  try {
    // A module that holds native code is loaded by require, at first use.
    koffi = createRequire(import.meta.url)('koffi')
  } catch (cause) {
    throw new UnsupportedPlatformError(process.platform, process.arch, cause)
  }
  const library = koffi.load(null)
  const memfdCreate = library.func('int memfd_create(const char *name, unsigned int flags)')
  const truncate = library.func('int ftruncate(int fd, int64_t length)')
  const allocate = library.func('int posix_fallocate(int fd, int64_t offset, int64_t length)')
  const lock = library.func('int flock(int fd, int operation)')
  const map = library.func(
    'void *mmap(void *address, size_t length, int protection, int flags, int fd, int64_t offset)',
  )
  const unmap = library.func('int munmap(void *address, size_t length)')
  const control = library.func(
    'int prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d)',
  )
  const futex = library.func('syscall', 'long', ['long', 'uintptr_t', 'int', 'uint32_t', 'void *'])

  const flush = library.func('void sync()')

  const checked = (call: string, result: number): number => {
    if (result < 0) throw new SystemCallError(call, koffi.errno())
    return result
  }
  const timeout = new BigInt64Array(2)
  return {
    memfdCreate: (name) => checked('memfd_create', memfdCreate(name, MFD_CLOEXEC)),
    truncate: (fileDescriptor, sizeBytes) => void checked('ftruncate', truncate(fileDescriptor, sizeBytes)),
    allocate: (fileDescriptor, sizeBytes) => {
      // posix_fallocate returns its error instead of setting errno.
      const error: number = allocate(fileDescriptor, 0, sizeBytes)
      if (error !== 0) throw new SystemCallError('posix_fallocate', error)
    },
    tryLock: (fileDescriptor) => {
      if (lock(fileDescriptor, LOCK_EXCLUSIVE_NOW) === 0) return true
      const error = koffi.errno()
      if (error === EAGAIN) return false
      throw new SystemCallError('flock', error)
    },
    map: (fileDescriptor, sizeBytes) => {
      const address: NativeAddress = map(null, sizeBytes, PROT_READ_WRITE, MAP_SHARED, fileDescriptor, 0)
      if (address === null || BigInt.asIntN(64, address) === -1n) throw new SystemCallError('mmap', koffi.errno())
      return address
    },
    unmap: (address, sizeBytes) => void checked('munmap', unmap(address, sizeBytes)),
    view: (address, sizeBytes) => koffi.view(address, sizeBytes),
    futexWait: (address, expected, timeoutMs) => {
      const wholeSeconds = Math.floor(timeoutMs / 1000)
      timeout[0] = BigInt(wholeSeconds)
      timeout[1] = BigInt(Math.floor((timeoutMs - wholeSeconds * 1000) * 1e6))
      if (futex(futexNumber, address, FUTEX_WAIT, expected >>> 0, timeout) === 0) return 'woken'
      const error = koffi.errno()
      // A signal ends a wait early; to its caller that is the same as being woken: look again.
      if (error === EINTR) return 'woken'
      if (error === EAGAIN) return 'changed'
      if (error === ETIMEDOUT) return 'timed-out'
      throw new SystemCallError('futex', error)
    },
    futexWake: (address) => void checked('futex', futex(futexNumber, address, FUTEX_WAKE, WAKE_EVERYONE, null)),
    flushFiles: () =>
      new Promise((resolve, reject) => {
        flush.async((error: Error | null) => (error === null ? resolve() : reject(error)))
      }),
    dieWithParent: () => void checked('prctl', control(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)),
  }
}
