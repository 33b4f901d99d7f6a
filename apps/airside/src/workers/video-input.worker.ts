// The camera: one frame of the recording per turn, its picture read straight into shared memory.

import { type DraftOf, defineWorker, end } from 'kahnveyor'
import { AirsideError } from '../airside-error.ts'
import { FAULT_BYTES_MAX, Frame, type FrameFacts } from '../messages.ts'
import { openRecording } from '../recordings/open-recording.ts'
import type { RecordedFrame, RecordingSource } from '../recordings/recording.ts'

export interface VideoInputArgs {
  readonly source: RecordingSource
}

export default defineWorker(import.meta.url, {
  outputs: { frames: Frame },
  maxPutsPerFiring: 1,
  setup: async ({ source }: VideoInputArgs, context) => ({ recording: await openRecording(source), log: context.log }),
  fire: async ({ recording, log }, out, turn) => {
    const frame = recording.frames[turn]
    if (frame === undefined) return end
    const { index, timeUs, widthPx, heightPx } = frame
    const item = out.frames.claim()
    item.timeUs = timeUs
    const picture = (recording.format === 'gray8' ? item.grey : item.colour).fill()
    picture.resize(widthPx, heightPx)
    let fault: string | undefined
    try {
      await recording.readInto(index, picture.data)
    } catch (thrown) {
      // One broken file must not end a flight: the frame goes on without a picture and says why.
      if (!(thrown instanceof AirsideError)) throw thrown
      fault = shortened(thrown.message)
      log.warn(`frame ${frame.name} cannot be read: ${thrown.message}`)
      item.grey.clear()
      item.colour.clear()
    }
    setFacts(item.facts, frame, fault)
    out.frames.put(item)
    return turn + 1 < recording.frames.length ? undefined : end
  },
})

function setFacts(facts: DraftOf<typeof FrameFacts>, frame: RecordedFrame, fault: string | undefined): void {
  facts.index = frame.index
  facts.name = frame.name
  facts.camera = frame.camera
  if (frame.gimbal !== undefined) facts.gimbal.assign(frame.gimbal)
  facts.note = frame.note
  facts.fault = fault
}

function shortened(text: string): string {
  const bytes = Buffer.from(text, 'utf8')
  // A sign that is cut in the middle becomes U+FFFD, which is longer than what is left of it.
  return bytes.length <= FAULT_BYTES_MAX ? text : bytes.toString('utf8', 0, FAULT_BYTES_MAX - 4)
}
