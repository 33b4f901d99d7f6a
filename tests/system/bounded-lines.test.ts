import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import { BoundedLines } from '../../src/system/bounded-lines.ts'

test('lines beyond the bound are dropped, counted, and said as soon as the stream takes lines again', async () => {
  const written: string[] = []
  let release: (() => void) | undefined
  const slow = new Writable({
    write(chunk, _encoding, done) {
      written.push(String(chunk))
      if (release === undefined) release = () => done()
      else done()
    },
  })
  const lines = new BoundedLines(slow, { bytesMax: 10 })
  for (const line of ['one', 'two', 'three', 'four', 'five']) lines.write(line)
  assert.equal(lines.dropped, 2)
  release?.()
  await lines.flush(1000)
  lines.write('six')
  assert.deepEqual(written, [
    'one\n',
    'two\n',
    'three\n',
    '... 2 lines dropped here: whoever takes them was too slow\n',
    'six\n',
  ])
})

test('a stream that fails drops lines and nothing else', async () => {
  const broken = new Writable({ write: (_chunk, _encoding, done) => done(new Error('no space left')) })
  const lines = new BoundedLines(broken)
  lines.write('one')
  await new Promise((resolve) => broken.once('close', resolve))
  lines.write('two')
  await lines.flush(1000)
  assert.equal(lines.dropped, 1)
})
