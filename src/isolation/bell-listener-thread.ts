/** The thread behind a BellListener: sleeps on one doorbell and tells its parent of every ring. */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { Doorbell, LONGEST_SLEEP_MS } from '../memory/doorbell.ts'
import { openSegment } from '../memory/open-segment.ts'
import type { SegmentHandle } from '../memory/segment.ts'

const { handle, controlBytes, doorbellByteOffset } = workerData as {
  handle: SegmentHandle
  controlBytes: number
  doorbellByteOffset: number
}
const port = parentPort
if (port === null) throw new Error('this module runs in a thread only')
const segment = openSegment(handle)
const doorbell = new Doorbell(segment, segment.region(0, controlBytes).i32, doorbellByteOffset)
let last = doorbell.bell()
// A ring before this thread came up would otherwise go unnoticed.
port.postMessage('ring')
while (receiveMessageOnPort(port) === undefined) {
  doorbell.sleep(last, LONGEST_SLEEP_MS)
  const bell = doorbell.bell()
  if (bell !== last) port.postMessage('ring')
  last = bell
}
segment.close()
