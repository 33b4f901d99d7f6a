import { StringDecoder } from 'node:string_decoder'
import type { Logger } from '../graph/context.ts'

/**
 * Makes what a worker's code prints a part of its log: only in its own process or thread is it known which firing a line belongs
 * to. What foreign code writes to the descriptors themselves still comes through the pipes, without a firing.
 */
export function sendPrintedLines(log: Logger): void {
  forward(process.stdout, (line) => log.info(line))
  forward(process.stderr, (line) => log.warn(line))
}

function forward(stream: NodeJS.WriteStream, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  stream.write = ((chunk: string | Uint8Array, ...more: unknown[]): boolean => {
    const lines = (rest + (typeof chunk === 'string' ? chunk : decoder.write(chunk as Buffer))).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
    const written = more.find((argument) => typeof argument === 'function') as (() => void) | undefined
    if (written !== undefined) process.nextTick(written)
    return true
  }) as typeof stream.write
  process.on('exit', () => {
    if (rest !== '') onLine(rest)
    rest = ''
  })
}
