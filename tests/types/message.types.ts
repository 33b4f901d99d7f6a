import { image } from '../../src/message/image.ts'
import { array, list } from '../../src/message/list.ts'
import type { DraftOf, Message, PuttableOf, ValueOf, ViewOf } from '../../src/message/message.ts'
import { bigU64, bool, f32, f64, u8, u32, u64 } from '../../src/message/number.ts'
import { oneOf } from '../../src/message/one-of.ts'
import { optional } from '../../src/message/optional.ts'
import { string } from '../../src/message/string.ts'
import { struct } from '../../src/message/struct.ts'
import { bytes, float32Array } from '../../src/message/typed-array.ts'
import { value } from '../../src/message/value.ts'

const Box = struct('Box', { x: f32, label: optional(string({ maxBytes: 8 })) })
const Frame = struct('Frame', {
  id: u32,
  serial: bigU64,
  bright: bool,
  state: oneOf('idle', 'moving'),
  boxes: list(Box, { max: 4 }),
  pair: array(f64, 2),
  image: image('rgb8', { maxWidth: 4, maxHeight: 4 }),
  depth: image('gray16', { maxWidth: 4, maxHeight: 4 }),
  raw: bytes({ max: 4 }),
  track: float32Array({ max: 4 }),
  best: optional(Box),
  settings: value<{ gain: number; tags: string[] }>({ maxBytes: 64 }),
})

declare const view: ViewOf<typeof Frame>
declare const plain: ValueOf<typeof Frame>
declare const draft: DraftOf<typeof Frame>
declare function put<M extends Message>(message: M, item: PuttableOf<M>): void
declare function connect<M extends Message>(from: M, to: NoInfer<M>): void

// Views are inferred, and readonly at every depth.
view.id satisfies number
view.serial satisfies bigint
view.bright satisfies boolean
view.state satisfies 'idle' | 'moving'
view.boxes.at(0)?.x satisfies number | undefined
view.boxes.at(0)?.label satisfies string | undefined
view.image.format satisfies 'rgb8'
view.image.data[0] satisfies number | undefined
view.depth.data.BYTES_PER_ELEMENT satisfies number
view.best satisfies ViewOf<typeof Box> | undefined
view.settings.gain satisfies number
for (const { x } of view.boxes) x satisfies number
// @ts-expect-error: a view is not written
view.id = 1
// @ts-expect-error: nor its pixels
view.image.data[0] = 1
// @ts-expect-error: nor by methods
view.image.data.fill(0)
// @ts-expect-error: nor through a part
view.raw.subarray(1).set([1])
// @ts-expect-error: nor within a value
view.settings.tags.push('x')
// @ts-expect-error: nor an element
for (const box of view.boxes) box.x = 1

// Copies are one's own.
plain.id = 1
plain.image.data.fill(0)
plain.boxes.push({ x: 1 })
plain.settings.tags.push('x')
plain.depth.data satisfies Uint16Array

// Drafts take scalars by assignment and hand out the rest.
draft.id = 1
draft.state = 'idle'
draft.settings = { gain: 1, tags: [] }
draft.image.resize(1, 1)
draft.image.data.set([1])
draft.raw.data.fill(1)
draft.boxes.push({ x: 1, label: 'a' })
draft.best.fill().x = 1
draft.pair.set(0, 1)
// @ts-expect-error: a list is filled, not assigned
draft.boxes = []
// @ts-expect-error: neither is an image
draft.image = plain.image
// @ts-expect-error: a fixed list has its length
draft.pair.push(1)
// @ts-expect-error: no such choice
draft.state = 'lost'

// Plain values, views, drafts, and views inside of values are put.
put(Frame, plain)
put(Frame, view)
put(Frame, draft)
put(Frame, { ...view, id: 1, boxes: [{ x: 1 }], best: undefined })
put(Frame, { ...plain, boxes: view.boxes, image: view.image, raw: new Uint8Array(2) })
put(u32, 5)
put(Box, { x: 1 })
// @ts-expect-error: a field is missing
put(Box, { label: 'a' })
// @ts-expect-error: a field is of another type
put(Box, { x: '1' })
// @ts-expect-error: a field is unknown
put(Box, { x: 1, y: 2 })
// @ts-expect-error: no such choice
put(Frame, { ...plain, state: 'lost' })
// @ts-expect-error: pixels of another size
put(Frame, { ...plain, depth: { width: 1, height: 1, data: new Uint8Array(1) } })
// @ts-expect-error: a bigint is not a number
put(bigU64, 5)

// One type goes with itself, whatever its bounds.
connect(Frame, Frame)
connect(bytes({ max: 4 }), bytes({ max: 5 }))
connect(struct('A', { a: u32 }), struct('A', { a: u32 }))
const A = struct('A', { a: u32, b: optional(u32) })
// @ts-expect-error: another name
connect(A, struct('B', { a: u32, b: optional(u32) }))
// @ts-expect-error: a field less
connect(A, struct('A', { a: u32 }))
// @ts-expect-error: a field more
connect(A, struct('A', { a: u32, b: optional(u32), c: u32 }))
// @ts-expect-error: another field name
connect(A, struct('A', { a: u32, c: optional(u32) }))
// @ts-expect-error: another number type
connect(A, struct('A', { a: u64, b: optional(u32) }))
// @ts-expect-error: not optional
connect(A, struct('A', { a: u32, b: u32 }))
// @ts-expect-error: another element
connect(list(u8, { max: 4 }), list(u32, { max: 4 }))
// @ts-expect-error: fixed and bounded lists differ
connect(list(u8, { max: 4 }), array(u8, 4))
// @ts-expect-error: another length
connect(array(u8, 3), array(u8, 4))
// @ts-expect-error: another format
connect(image('rgb8', { maxWidth: 1, maxHeight: 1 }), image('bgr8', { maxWidth: 1, maxHeight: 1 }))
// @ts-expect-error: more choices
connect(oneOf('a', 'b'), oneOf('a', 'b', 'c'))
// @ts-expect-error: another value type
connect(value<{ a: number; b: number }>({ maxBytes: 8 }), value<{ a: number }>({ maxBytes: 8 }))
// @ts-expect-error: another value name
connect(value('A', { maxBytes: 8 }), value('B', { maxBytes: 8 }))
// @ts-expect-error: a struct is no number
connect(A, u32)

// @ts-expect-error: bounds are required
bytes({})
// @ts-expect-error: no such format
image('yuv', { maxWidth: 1, maxHeight: 1 })
// @ts-expect-error: an image has both bounds
image('rgb8', { maxWidth: 1 })

// Any message is a Message.
const every: readonly Message[] = [
  Frame,
  Box,
  u32,
  bool,
  list(Frame, { max: 2 }),
  optional(Frame),
  value({ maxBytes: 1 }),
]
every.length satisfies number
