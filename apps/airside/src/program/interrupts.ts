// Ctrl-C: once drains, twice stops, three times kills. SIGTERM and SIGHUP drain, and the drain's deadline does the rest.

import type { Running } from 'kahnveyor'

/** Listens until the returned function is called. */
export function steerBySignals(
  running: Pick<Running, 'drain' | 'stop' | 'kill'>,
  say: (text: string) => void,
): () => void {
  let interrupts = 0
  const perform = (verb: 'drain' | 'stop' | 'kill', text: string): void => {
    say(text)
    running[verb]().catch(() => undefined)
  }
  const onInterrupt = (): void => {
    interrupts += 1
    if (interrupts === 1) perform('drain', 'finishing what is under way; Ctrl-C again stops')
    else if (interrupts === 2) perform('stop', 'stopping; Ctrl-C again kills')
    else perform('kill', 'killing')
  }
  const onTerminate = (): void => perform('drain', 'asked to end: finishing what is under way')
  process.on('SIGINT', onInterrupt)
  process.on('SIGTERM', onTerminate)
  process.on('SIGHUP', onTerminate)
  return () => {
    process.off('SIGINT', onInterrupt)
    process.off('SIGTERM', onTerminate)
    process.off('SIGHUP', onTerminate)
  }
}
