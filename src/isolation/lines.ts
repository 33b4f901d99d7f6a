import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

/** A line longer than this is cut into several: one worker without line ends must not fill the supervisor's memory. */
const LONGEST_LINE = 64 * 1024

/** Calls `onLine` for each line of a stream, also for a last one without an end. Always reads, so the writer never blocks for long. */
export function readLines(stream: Readable, onLine: (line: string) => void, longest = LONGEST_LINE): void {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  stream.on('data', (chunk: Buffer) => {
    rest += decoder.write(chunk)
    let start = 0
    for (let stop = rest.indexOf('\n'); stop >= 0; stop = rest.indexOf('\n', start)) {
      onLine(rest.slice(start, stop))
      start = stop + 1
    }
    rest = rest.slice(start)
    for (; rest.length > longest; rest = rest.slice(longest)) onLine(rest.slice(0, longest))
  })
  stream.on('end', () => {
    rest += decoder.end()
    if (rest !== '') onLine(rest)
    rest = ''
  })
  // A stream of a killed process may end in an error; its exit tells what happened.
  stream.on('error', () => undefined)
}
