import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { UnknownWorkerError } from '../../src/errors/run-errors.ts'
import type { Control } from '../../src/system/control.ts'
import { CLIENTS_MAX, PENDING_MAX, REQUEST_BYTES_MAX } from '../../src/system/control-protocol.ts'
import { openControlSocket } from '../../src/system/control-socket.ts'

const timeout = 20_000

/** A control that answers `status` with something large, `drain` with an error, and `join` never. */
const control: Control = {
  finished: new Promise(() => undefined),
  perform: (async (verb: string) => {
    if (verb === 'status') return { filler: 'x'.repeat(100_000) }
    if (verb === 'drain') throw new UnknownWorkerError('camera', ['print'])
    if (verb === 'join') return new Promise(() => undefined)
    return verb === 'isAlive' ? true : undefined
  }) as Control['perform'],
}

async function open(t: TestContext): Promise<{ path: string; connected(): Promise<Client> }> {
  const folder = mkdtempSync(join(tmpdir(), 'socket-test-'))
  const { path, close } = await openControlSocket(folder, control)
  t.after(async () => {
    await close()
    rmSync(folder, { recursive: true })
  })
  return {
    path,
    connected: async () => {
      const socket = connect(path)
      await once(socket, 'connect')
      socket.on('error', () => undefined)
      t.after(() => socket.destroy())
      return { socket, lines: createInterface({ input: socket })[Symbol.asyncIterator]() }
    },
  }
}

interface Client {
  readonly socket: Socket
  readonly lines: AsyncIterator<string>
}

async function next({ lines }: Client) {
  const { value, done } = await lines.next()
  return done === true ? undefined : JSON.parse(value)
}

async function ask(client: Client, text: string) {
  client.socket.write(`${text}\n`)
  return next(client)
}

test('a verb is performed and answered under its id', { timeout }, async (t) => {
  const client = await (await open(t)).connected()
  assert.deepEqual(await ask(client, '{"jsonrpc":"2.0","id":"a","method":"isAlive","params":{"worker":"print"}}'), {
    jsonrpc: '2.0',
    id: 'a',
    result: true,
  })
  assert.deepEqual(await ask(client, '{"jsonrpc":"2.0","id":7,"method":"resume"}'), {
    jsonrpc: '2.0',
    id: 7,
    result: null,
  })
})

const mistakes: readonly (readonly [string, number, unknown])[] = [
  ['{"jsonrpc":"2.0",', -32700, null],
  ['[]', -32600, null],
  ['null', -32600, null],
  ['{"jsonrpc":"1.0","id":1,"method":"status"}', -32600, 1],
  ['{"jsonrpc":"2.0","id":{},"method":"status"}', -32600, null],
  ['{"jsonrpc":"2.0","id":1,"method":"toString"}', -32601, 1],
  ['{"jsonrpc":"2.0","id":1,"method":"pause","params":{"worker":3}}', -32602, 1],
  ['{"jsonrpc":"2.0","id":1,"method":"pause","params":{"wroker":"a"}}', -32602, 1],
  ['{"jsonrpc":"2.0","id":1,"method":"stop","params":{"deadlineMs":-1}}', -32602, 1],
]
for (const [line, code, id] of mistakes)
  test(`${line} is answered with error ${code}, and the connection goes on`, { timeout }, async (t) => {
    const client = await (await open(t)).connected()
    const answer = await ask(client, line)
    assert.deepEqual([answer.id, answer.error.code], [id, code])
    assert.equal((await ask(client, '{"jsonrpc":"2.0","id":2,"method":"isAlive"}')).result, true)
  })

test('an error of Kahnveyor is answered with its code', { timeout }, async (t) => {
  const client = await (await open(t)).connected()
  const { error } = await ask(client, '{"jsonrpc":"2.0","id":1,"method":"drain"}')
  assert.deepEqual([error.code, error.data], [-32000, { code: 'KV_UNKNOWN_WORKER' }])
})

test('a request without id is not answered', { timeout }, async (t) => {
  const client = await (await open(t)).connected()
  client.socket.write('{"jsonrpc":"2.0","method":"resume"}\n')
  assert.equal((await ask(client, '{"jsonrpc":"2.0","id":2,"method":"isAlive"}')).id, 2)
})

test('a line that never ends is cut off', { timeout }, async (t) => {
  const client = await (await open(t)).connected()
  assert.equal((await ask(client, 'x'.repeat(2 * REQUEST_BYTES_MAX))).error.code, -32600)
  assert.equal(await next(client), undefined)
})

test('a client that does not read is cut off, and others are served meanwhile', { timeout }, async (t) => {
  const { path, connected } = await open(t)
  const deaf = connect(path)
  deaf.on('error', () => undefined)
  deaf.pause()
  const closed = once(deaf, 'close')
  for (let id = 0; id < 200; id += 1) deaf.write(`{"jsonrpc":"2.0","id":${id},"method":"status"}\n`)
  const client = await connected()
  assert.equal((await ask(client, '{"jsonrpc":"2.0","id":1,"method":"isAlive"}')).result, true)
  deaf.resume()
  await closed
  assert.ok(deaf.bytesRead < 200 * 100_000)
})

test('a client that leaves in the midst of a line or before its answer does no harm', { timeout }, async (t) => {
  const { connected } = await open(t)
  const first = await connected()
  first.socket.end('{"jsonrpc":"2.0","id":1,"meth')
  const second = await connected()
  second.socket.write('{"jsonrpc":"2.0","id":1,"method":"join"}\n{"jsonrpc":"2.0","id":1,"method":"status"}\n')
  second.socket.destroy()
  assert.equal((await ask(await connected(), '{"jsonrpc":"2.0","id":1,"method":"isAlive"}')).result, true)
})

test('open requests of a connection, and connections, are bounded', { timeout }, async (t) => {
  const { path, connected } = await open(t)
  const client = await connected()
  for (let id = 0; id < PENDING_MAX; id += 1) client.socket.write(`{"jsonrpc":"2.0","id":${id},"method":"join"}\n`)
  assert.equal((await ask(client, '{"jsonrpc":"2.0","id":"more","method":"isAlive"}')).error.code, -32000)
  for (let count = 1; count < CLIENTS_MAX; count += 1) await connected()
  const refused = connect(path)
  t.after(() => refused.destroy())
  refused.on('error', () => undefined)
  await once(refused, 'close')
})
