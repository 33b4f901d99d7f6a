import { connect, type Socket } from 'node:net'
import { ControlRequestError, NoRunError } from '../errors/command-errors.ts'
import type { Verb, VerbParameters, VerbResult } from '../supervisor/verbs.ts'
import type { Answer } from './control-protocol.ts'
import type { FoundRun } from './run-folders.ts'

/** A connection to the control socket of a run, for one who asks one thing after another. */
export interface ControlClient {
  ask<V extends Verb>(verb: V, parameters?: VerbParameters): Promise<VerbResult<V>>
  /** Resolves when the run has closed the connection: it has ended. */
  readonly closed: Promise<void>
  close(): void
}

/** Connects to a run. Throws `KV_NO_RUN` when nobody answers at its socket, and says why. */
export async function connectToRun({ path, run }: FoundRun): Promise<ControlClient> {
  if (run.ended !== null) throw new NoRunError(`the run in ${path} has ended (${run.outcome}, ${run.ended})`)
  if (run.controlSocket === null) throw new NoRunError(`the run in ${path} has no control socket`)
  let socket: Socket
  try {
    socket = await connected(run.controlSocket)
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    if (code !== 'ECONNREFUSED' && code !== 'ENOENT')
      throw new NoRunError(`cannot reach the run in ${path}: ${(thrown as Error).message}`)
    throw new NoRunError(
      `the run in ${path} is gone: it did not come to its end (was process ${run.pid} killed?), and its control socket is stale`,
    )
  }
  return makeClient(socket)
}

function connected(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(socket)
    })
  })
}

function makeClient(socket: Socket): ControlClient {
  const waiting = new Map<number, { verb: Verb; resolve(value: unknown): void; reject(error: unknown): void }>()
  let asked = 0
  let rest = ''
  let over = false
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const answer = JSON.parse(line) as Answer
      const asker = waiting.get(answer.id as number)
      waiting.delete(answer.id as number)
      if ('error' in answer) asker?.reject(new ControlRequestError(asker.verb, answer.error.message))
      else asker?.resolve(answer.result)
    }
  })
  socket.on('error', () => socket.destroy())
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      over = true
      for (const { verb, reject } of waiting.values()) reject(new ControlRequestError(verb, 'the run ended first'))
      waiting.clear()
      resolve()
    })
  })
  return {
    ask: (verb, parameters = {}) => {
      if (over) return Promise.reject(new ControlRequestError(verb, 'the run ended first'))
      asked += 1
      const id = asked
      socket.write(`${JSON.stringify({ jsonrpc: '2.0', id, method: verb, params: parameters })}\n`)
      return new Promise((resolve, reject) => {
        waiting.set(id, { verb, resolve: resolve as (value: unknown) => void, reject })
      })
    },
    closed,
    close: () => socket.destroy(),
  }
}
