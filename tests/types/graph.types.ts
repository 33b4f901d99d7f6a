/** Compile-only: what the types of workers and systems accept, infer and refuse. Checked by `npm run typecheck`. */
import {
  byTimestamp,
  defineSystem,
  defineWorker,
  end,
  image,
  list,
  notYet,
  start,
  struct,
  u32,
  u64,
  zip,
} from '../../src/index.ts'

const Frame = struct('Frame', { id: u32, timeUs: u64, pixels: image('gray8', { maxWidth: 64, maxHeight: 48 }) })
const Box = struct('Box', { x: u32, y: u32 })
const Boxes = struct('Boxes', { timeUs: u64, boxes: list(Box, { max: 4 }) })
const Pose = struct('Pose', { timeUs: u64, heading: u32 })
const Other = struct('Other', { id: u32, timeUs: u64, pixels: image('gray8', { maxWidth: 64, maxHeight: 48 }) })

export const camera = defineWorker(import.meta.url, {
  outputs: { frames: Frame },
  setup: (args: { readonly device: number }, context) => ({ device: args.device, log: context.log }),
  fire: (self, out, turn) => {
    const device: number = self.device
    const number: number = turn
    const frame = out.frames.claim()
    frame.id = device + number
    frame.pixels.resize(8, 8)
    frame.pixels.data.fill(0)
    out.frames.put(frame)
    // @ts-expect-error a frame needs its time
    out.frames.put({ id: 1, pixels: { width: 1, height: 1, data: new Uint8Array(1) } })
    // @ts-expect-error there is no such port
    out.pictures.put(frame)
    return turn > 3 ? end : { waitMs: 500 }
  },
})

export const detect = defineWorker(import.meta.url, {
  inputs: { frames: Frame },
  outputs: { boxes: Boxes },
  setup: () => ({ seen: 0 }),
  fire: (detector, { frames }, out) => {
    const seen: number = detector.seen
    const width: number = frames.pixels.width
    // @ts-expect-error inputs must not be written
    frames.id = 3
    // @ts-expect-error inputs must not be written, payloads neither
    frames.pixels.data[0] = 1
    if (seen > width) return notYet
    out.boxes.put({ timeUs: frames.timeUs, boxes: [{ x: 1, y: 2 }] })
  },
})

export const merge = defineWorker(import.meta.url, {
  inputs: byTimestamp(
    { boxes: Boxes, poses: Pose },
    { lead: 'boxes', match: 'bracket', time: 'timeUs', maxGapUs: 500_000 },
  ),
  outputs: { headings: u32 },
  fire: (_self, { boxes, poses: { before, after } }, out) => {
    const timeUs: number = boxes.timeUs
    out.headings.put(before.heading + after.heading + (timeUs % 2))
    // @ts-expect-error the lead is no pair
    boxes.before
  },
})

export const nearest = defineWorker(import.meta.url, {
  inputs: byTimestamp({ boxes: Boxes, poses: Pose }, { lead: 'poses', match: 'nearest', time: 'timeUs' }),
  fire: (_self, { boxes, poses }) => {
    const sum: number = boxes.timeUs + poses.heading
    void sum
  },
})

// @ts-expect-error the lead must be one of the inputs
byTimestamp({ boxes: Boxes, poses: Pose }, { lead: 'frames', match: 'nearest', time: 'timeUs' })
// @ts-expect-error the time must be a numeric field
byTimestamp({ boxes: Boxes, poses: Pose }, { lead: 'boxes', match: 'nearest', time: 'boxes' })

export const pair = defineWorker(import.meta.url, {
  inputs: zip({ a: u32, b: u32 }),
  outputs: { sums: u32 },
  fire: (_self, { a, b }, out) => out.sums.put(a + b),
})

export const link = defineWorker(import.meta.url, {
  driver: { everyMs: 100 },
  inputs: { commands: u32 },
  outputs: { poses: Pose },
  setup: (_args: Record<never, never>, context) => ({ wake: () => context.wake() }),
  fire: (device, { commands }, out) => {
    device.wake()
    // @ts-expect-error in a driver every input is optional
    const sure: number = commands
    out.poses.put({ timeUs: 1, heading: (commands ?? 0) + sure })
  },
})

export const counter = defineWorker(import.meta.url, {
  inputs: { numbers: u32 },
  outputs: { counts: u32 },
  setup: () => ({ count: 0 }),
  state: {
    maxBytes: 64,
    snapshot: (self) => ({ count: self.count }),
    restore: (self, snapshot) => {
      self.count = snapshot.count
    },
  },
  fire: (self, _inputs, out) => {
    self.count += 1
    out.counts.put(self.count)
  },
})

export const system = defineSystem('types', (build) => {
  const video = build.worker('video', camera, { args: { device: 1 } })
  // @ts-expect-error args are needed
  build.worker('video_2', camera)
  // @ts-expect-error args have a type
  build.worker('video_3', camera, { args: { device: 'front' } })
  const detection = build.worker('detection', detect, { replicas: 2 })
  const merging = build.worker('merging', merge)
  const driver = build.worker('driver', link)
  build.connect(video.outputs.frames, detection.inputs.frames, { capacity: 4 })
  build.connect(detection.outputs.boxes, merging.inputs.boxes)
  build.connect(driver.outputs.poses, merging.inputs.poses)
  // @ts-expect-error boxes are no frames
  build.connect(detection.outputs.boxes, detection.inputs.frames)
  // @ts-expect-error an input is no output
  build.connect(detection.inputs.frames, detection.inputs.frames)
  // @ts-expect-error there is no such port
  video.outputs.pictures
  return {
    workers: { video, detection },
    inputs: { commands: driver.inputs.commands },
    outputs: { headings: merging.outputs.headings },
  }
})

// A message of another name is another message, even if its fields are the same.
defineSystem('names', (build) => {
  const other = defineWorker(import.meta.url, { outputs: { frames: Other }, fire: () => end })
  const source = build.worker('source', other)
  const detection = build.worker('detection', detect)
  // @ts-expect-error another name
  build.connect(source.outputs.frames, detection.inputs.frames)
})

export async function run(): Promise<void> {
  const running = await start(system)
  await running.inputs.commands.put(3, { timeoutMs: 100 })
  // @ts-expect-error commands are numbers
  await running.inputs.commands.put('go')
  const heading: number = await running.outputs.headings.get()
  void heading
  await running.workers.detection.pause()
  // @ts-expect-error the system does not show this worker
  await running.workers.merging.pause()
  // @ts-expect-error and has no such output
  running.outputs.frames
  const { ledger } = await running.drain()
  void ledger.balanced
}

export const withDefaults = defineWorker(import.meta.url, {
  inputs: { numbers: u32 },
  args: { threshold: 50, label: 'bright' },
  setup: ({ threshold, label }) => ({ threshold, label }),
  fire: ({ threshold, label }) => {
    const number: number = threshold
    const text: string = label
    void [number, text]
  },
})

defineSystem('defaults', (build) => {
  build.worker('all', withDefaults)
  build.worker('some', withDefaults, { args: { threshold: 3 }, replicas: 2 })
  // @ts-expect-error a threshold is a number
  build.worker('wrong', withDefaults, { args: { threshold: 'high' } })
})
