/**
 * The way in from outside: a Unix socket that performs the verbs of the supervisor. It is mode 0600 from its first moment, and
 * nothing that a client does or leaves undone holds up the run: lines, answers, clients and open requests are bounded.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { messageOf } from '../errors/kahnveyor-error.ts'
import { isVerb, type Verb, type VerbParameters, verbNames } from '../supervisor/verbs.ts'
import type { Control } from './control.ts'
import {
  ANSWER_BYTES_MAX,
  type Answer,
  CLIENTS_MAX,
  PENDING_MAX,
  REQUEST_BYTES_MAX,
  type RequestId,
  RpcCode,
  SOCKET_PATH_BYTES_MAX,
} from './control-protocol.ts'
import { removeSocketFolder, SOCKET_FOLDER_PREFIX } from './run-folders.ts'

export interface ControlSocket {
  readonly path: string
  /** Lets answers on their way out, closes all connections and removes the socket. */
  close(): Promise<void>
}

/** How long the answers on their way have at the end of the run. */
const LAST_ANSWERS_MS = 200

/** Opens the socket `control.sock` in a run directory, or, where its path is too long, in a private temporary folder. */
export async function openControlSocket(directory: string, control: Control): Promise<ControlSocket> {
  const path = socketPath(directory)
  const clients = new Set<Socket>()
  const server = createServer((socket) => {
    if (clients.size >= CLIENTS_MAX) {
      socket.on('error', () => undefined)
      socket.destroy()
      return
    }
    clients.add(socket)
    socket.on('close', () => clients.delete(socket))
    serve(socket, control)
  })
  rmSync(path, { force: true })
  await listenPrivately(server, path)
  return {
    path,
    close: async () => {
      server.close()
      for (const client of clients) client.end()
      if (clients.size > 0) await Promise.race([allClosed(clients), delay(LAST_ANSWERS_MS)])
      for (const client of clients) client.destroy()
      rmSync(path, { force: true })
      removeSocketFolder({ controlSocket: path })
    },
  }
}

function socketPath(directory: string): string {
  const path = join(directory, 'control.sock')
  if (Buffer.byteLength(path) <= SOCKET_PATH_BYTES_MAX) return path
  return join(mkdtempSync(join(tmpdir(), SOCKET_FOLDER_PREFIX)), 'control.sock')
}

function listenPrivately(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.once('listening', () => {
      server.off('error', reject)
      // A client that goes away between connect and accept must not end the run.
      server.on('error', () => undefined)
      chmodSync(path, 0o600)
      resolve()
    })
    // The socket file comes to be within listen(): with this mask nobody else can connect before the chmod above.
    const mask = process.umask(0o177)
    server.listen({ path })
    process.umask(mask)
  })
}

function serve(socket: Socket, control: Control): void {
  let rest = ''
  let pending = 0
  const answer = (message: Answer): void => {
    if (socket.destroyed) return
    socket.write(`${JSON.stringify(message)}\n`)
    if (socket.writableLength > ANSWER_BYTES_MAX) socket.destroy()
  }
  const refuse = (id: RequestId, code: number, message: string, data?: { readonly code: string }): void =>
    answer({ jsonrpc: '2.0', id, error: data === undefined ? { code, message } : { code, message, data } })

  const request = async (line: string): Promise<void> => {
    const read = readRequest(line)
    if ('problem' in read) {
      refuse(read.id, read.rpcCode, read.problem)
      return
    }
    const { id, verb, parameters } = read
    if (pending >= PENDING_MAX) {
      if (id !== undefined)
        refuse(id, RpcCode.notDone, `${PENDING_MAX} requests of this connection wait for their answer`)
      return
    }
    pending += 1
    try {
      const result = (await control.perform(verb, parameters)) ?? null
      if (id !== undefined) answer({ jsonrpc: '2.0', id, result })
    } catch (thrown) {
      const { code } = thrown as { code?: unknown }
      if (id !== undefined)
        refuse(id, RpcCode.notDone, messageOf(thrown), typeof code === 'string' ? { code } : undefined)
    } finally {
      pending -= 1
    }
  }

  socket.setEncoding('utf8')
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: string) => {
    rest += chunk
    let start = 0
    for (let stop = rest.indexOf('\n'); stop >= 0 && !socket.destroyed; stop = rest.indexOf('\n', start)) {
      const line = rest.slice(start, stop).trim()
      start = stop + 1
      if (line !== '') void request(line)
    }
    rest = rest.slice(start)
    if (rest.length <= REQUEST_BYTES_MAX) return
    refuse(null, RpcCode.invalidRequest, `a request has at most ${REQUEST_BYTES_MAX} bytes`)
    socket.destroySoon()
    rest = ''
  })
}

type ReadRequest =
  | { readonly id: RequestId | undefined; readonly verb: Verb; readonly parameters: VerbParameters }
  | { readonly id: RequestId; readonly rpcCode: number; readonly problem: string }

/** An id of undefined is a notification: it is performed and not answered. */
function readRequest(line: string): ReadRequest {
  let message: unknown
  try {
    message = JSON.parse(line)
  } catch {
    return { id: null, rpcCode: RpcCode.parseError, problem: 'the line is not JSON' }
  }
  if (typeof message !== 'object' || message === null || Array.isArray(message))
    return { id: null, rpcCode: RpcCode.invalidRequest, problem: 'a request is one JSON object' }
  const { jsonrpc, id, method, params = {} } = message as Record<string, unknown>
  const known = typeof id === 'string' || typeof id === 'number' ? id : null
  if (jsonrpc !== '2.0' || typeof method !== 'string' || (id !== undefined && id !== null && known === null))
    return {
      id: known,
      rpcCode: RpcCode.invalidRequest,
      problem: 'a request has jsonrpc "2.0", a method and perhaps an id',
    }
  if (!isVerb(method))
    return {
      id: known,
      rpcCode: RpcCode.methodNotFound,
      problem: `there is no '${method}'; known: ${verbNames.join(', ')}`,
    }
  const problem = problemOf(params)
  if (problem !== undefined) return { id: known, rpcCode: RpcCode.invalidParams, problem }
  return { id: id === undefined ? undefined : known, verb: method, parameters: params as VerbParameters }
}

function problemOf(params: unknown): string | undefined {
  if (typeof params !== 'object' || params === null || Array.isArray(params)) return 'params is an object'
  const { worker, deadlineMs, ...unknown } = params as Record<string, unknown>
  const [name] = Object.keys(unknown)
  if (name !== undefined) return `params.${name} is not known; known: worker, deadlineMs`
  if (worker !== undefined && typeof worker !== 'string') return 'params.worker is the name of a worker'
  if (deadlineMs !== undefined && !(typeof deadlineMs === 'number' && deadlineMs >= 0 && deadlineMs <= 2 ** 31 - 1))
    return 'params.deadlineMs is a number of milliseconds from 0'
  return undefined
}

function allClosed(clients: ReadonlySet<Socket>): Promise<unknown> {
  return Promise.all([...clients].map((client) => new Promise((resolve) => client.once('close', resolve))))
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
