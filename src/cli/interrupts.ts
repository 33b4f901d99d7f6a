/** Signals to the command become verbs for the run. Each Ctrl-C is more urgent than the one before. */
import type { Control } from '../system/control.ts'

export interface Interrupts {
  /** The last signal that came. */
  readonly signal: NodeJS.Signals | undefined
  /** Resolves when more than a drain is asked for. */
  readonly insisted: Promise<void>
  close(): void
}

const STEPS = ['drain', 'stop', 'kill'] as const
const ANNOUNCEMENTS = {
  drain: 'draining: sources end, what is queued is worked off. Ctrl-C again to stop',
  stop: 'stopping: every worker finishes the item in hand, what is queued stays. Ctrl-C again to kill',
  kill: 'killing all workers',
} as const

export function listenForSignals(control: Control, say: (text: string) => void): Interrupts {
  let step = 0
  let last: NodeJS.Signals | undefined
  let insist: () => void = () => undefined
  const insisted = new Promise<void>((resolve) => {
    insist = resolve
  })
  const go = (signal: NodeJS.Signals): void => {
    last = signal
    const verb = STEPS[step] ?? 'kill'
    step = Math.min(step + 1, STEPS.length)
    if (verb !== 'drain') insist()
    say(`${signal}: ${ANNOUNCEMENTS[verb]}`)
    // Rejected only when the run is over, which is what was wanted.
    control.perform(verb).catch(() => undefined)
  }
  const onInterrupt = (): void => go('SIGINT')
  // A service manager may send these more than once: each asks for the same, a drain within its deadline.
  const onTerminate = (signal: NodeJS.Signals): void => {
    if (step === 0) go(signal)
    else last = signal
  }
  process.on('SIGINT', onInterrupt)
  process.on('SIGTERM', onTerminate)
  process.on('SIGHUP', onTerminate)
  return {
    insisted,
    get signal() {
      return last
    },
    close: () => {
      process.off('SIGINT', onInterrupt)
      process.off('SIGTERM', onTerminate)
      process.off('SIGHUP', onTerminate)
    },
  }
}
