import { test } from 'node:test'
import { BellListener } from '../../src/isolation/bell-listener.ts'
import { MappedSegment } from '../../src/memory/mapped-segment.ts'
import { canShareBetweenProcesses } from '../../src/memory/system-calls.ts'

test('a listener that is closed while it comes up is gone before the segment may be closed', {
  timeout: 60_000,
  skip: canShareBetweenProcesses() ? false : 'needs memory that processes can share',
}, async () => {
  const segment = MappedSegment.create(4096)
  const listeners = Array.from({ length: 4 }, () => new BellListener(segment, 4096, 1024).hold())
  // A thread that opened the segment after this would fail by an uncaught error, which fails the test.
  const closed = listeners.map((listener) => listener.close())
  await Promise.all(closed)
  segment.close()
})
