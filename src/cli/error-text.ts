import { messageOf } from '../errors/kahnveyor-error.ts'
import { ExitCode } from './exit-codes.ts'

/** Mistakes in what was asked for, as opposed to what went wrong while it was done. */
const USAGE_CODES = new Set([
  'KV_USAGE',
  'KV_SYSTEM_FILE',
  'KV_CHECK_FAILED',
  'KV_INVALID_ARGS',
  'KV_INVALID_DEFINITION',
  'KV_MESSAGE_MISMATCH',
  'KV_CAPSULE',
  'KV_RUN_CHANGED',
  'KV_RUN_DIRECTORY',
  'KV_RUN_IN_USE',
  'KV_SEGMENT_FORMAT',
  'KV_UNSUPPORTED_PLATFORM',
])

export function exitCodeOfError(thrown: unknown): number {
  return USAGE_CODES.has(codeOf(thrown) ?? '') ? ExitCode.usage : ExitCode.failed
}

/** The code of an error of Kahnveyor, from whichever copy of the package it came. */
export function codeOf(thrown: unknown): string | undefined {
  const code = (thrown as { code?: unknown } | null | undefined)?.code
  return typeof code === 'string' && code.startsWith('KV_') ? code : undefined
}

/**
 * An error for people. One of Kahnveyor is its message and, where a foreign file caused it, the places in that file. Any other
 * is its stack.
 */
export function textOfError(thrown: unknown, verbose: boolean): string {
  const code = codeOf(thrown)
  if (code === undefined) return stackOf(thrown)
  const { cause } = thrown as { cause?: unknown }
  const places = verbose || !(cause instanceof Error) ? '' : placesOutside(cause)
  return `kahnveyor: ${verbose ? stackOf(thrown) : messageOf(thrown)} (${code})${places}`
}

/** The frames of a stack that are not of this package. */
function placesOutside(error: Error): string {
  const own = new URL('..', import.meta.url).href
  const bin = new URL('../../bin/', import.meta.url).href
  const frames = stackOf(error)
    .split('\n')
    .filter((line) => /^\s+at .*file:/.test(line))
  const outside = frames.filter((line) => !line.includes(own) && !line.includes(bin))
  return outside.map((line) => `\n${line}`).join('')
}

/** Without the frames of Node itself, which say nothing about the mistake. */
function stackOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `thrown: ${String(thrown)}`
  const lines = (thrown.stack ?? `${thrown.name}: ${thrown.message}`).split('\n')
  return lines.filter((line) => !/^\s+at .*\bnode:internal/.test(line)).join('\n')
}
