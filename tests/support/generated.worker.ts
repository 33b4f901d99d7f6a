/**
 * The workers of generated systems: all are set by their args, so that a system needs no files of its own. Each exists
 * for items that travel in slots and for items that travel in blocks. Whoever takes an item checks its payload.
 */
import {
  byTimestamp,
  bytes,
  defineWorker,
  end,
  notYet,
  type OutputPort,
  struct,
  u32,
  u64,
  type ViewOf,
  zip,
} from 'kahnveyor'

export const SlotItem = struct('SlotItem', { timeUs: u64, value: u32, payload: bytes({ max: 32 }) })
export const BlockItem = struct('BlockItem', { timeUs: u64, value: u32, payload: bytes({ max: 1500 }) })

/** A mixing step of a 32-bit hash; the constants are those of "lowbias32" (C. Wellons' hash prospector). */
export function mix(value: number, salt: number): number {
  let mixed = (value ^ Math.imul(salt + 0x9e3779b9, 0x85ebca6b)) | 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

function workersFor<Item extends typeof SlotItem | typeof BlockItem>(message: Item, longest: number) {
  // The two messages have the same fields, so the workers are written for one of them.
  const Message = message as unknown as typeof SlotItem
  type Taken = ViewOf<typeof SlotItem>
  type Port = OutputPort<typeof SlotItem>

  const put = (port: Port, timeUs: number, value: number): void => {
    const draft = port.claim()
    const length = value % (longest + 1)
    draft.timeUs = timeUs
    draft.value = value
    draft.payload.resize(length)
    const { data } = draft.payload
    for (let at = 0; at < length; at += 1) data[at] = (value + at * 7) & 0xff
    port.put(draft)
  }
  const take = ({ value, payload }: Taken): number => {
    if (payload.length !== value % (longest + 1)) throw new Error(`wrong length of item ${value}: ${payload.length}`)
    for (let at = 0; at < payload.length; at += 1)
      if (payload[at] !== ((value + at * 7) & 0xff)) throw new Error(`wrong byte ${at} of item ${value}`)
    return value
  }

  return {
    /** One item per turn, a pause of a millisecond after every `burst` items. */
    source: defineWorker(import.meta.url, {
      outputs: { items: Message },
      args: { count: 0, stepUs: 1, salt: 0, burst: 0 },
      setup: (args) => args,
      fire: ({ count, stepUs, salt, burst }, out, turn) => {
        if (turn >= count) return end
        put(out.items, turn * stepUs, mix(turn, salt))
        return burst > 0 && turn % burst === burst - 1 ? { waitMs: 1 } : undefined
      },
    }),
    /** From `least` to `most` items for one, as many as its value says. */
    map: defineWorker(import.meta.url, {
      inputs: { items: Message },
      outputs: { items: Message },
      args: { least: 1, most: 1, salt: 0 },
      setup: (args) => args,
      fire: ({ least, most, salt }, { items }, out) => {
        const value = take(items)
        const { timeUs } = items
        const count = least + (mix(value, salt) % (most - least + 1))
        for (let time = 0; time < count; time += 1) put(out.items, timeUs, mix(value, salt + time))
      },
    }),
    /** From 1 to `most` items make one; what is left at the end makes a last one. */
    gather: defineWorker(import.meta.url, {
      inputs: { items: Message },
      outputs: { items: Message },
      args: { most: 4, salt: 0 },
      setup: ({ most, salt }) => ({ most, salt, timeUs: 0, kept: [] as number[] }),
      fire: (self, { items }, out) => {
        self.kept.push(take(items))
        if (self.kept.length === 1) self.timeUs = items.timeUs
        if (self.kept.length < 1 + ((self.kept[0] as number) % self.most)) return notYet
        put(out.items, self.timeUs, self.kept.reduce(mix, self.salt))
        self.kept = []
        return undefined
      },
      finish: (self, out) => {
        if (self.kept.length > 0) put(out.items, self.timeUs, self.kept.reduce(mix, self.salt))
      },
    }),
    /** Each output depends on all items so far, by declared state. */
    total: defineWorker(import.meta.url, {
      inputs: { items: Message },
      outputs: { items: Message },
      args: { salt: 0 },
      setup: ({ salt }) => ({ sum: salt, count: 0 }),
      state: {
        maxBytes: 64,
        snapshot: ({ sum, count }) => ({ sum, count }),
        restore: (self, snapshot) => {
          Object.assign(self, snapshot)
        },
      },
      fire: (self, { items }, out) => {
        self.count += 1
        self.sum = mix(self.sum, take(items) + self.count)
        put(out.items, items.timeUs, self.sum)
      },
    }),
    /** The first port gets every item, the second those that are even, the third one item in eight. */
    split: defineWorker(import.meta.url, {
      inputs: { items: Message },
      outputs: { items: Message, even: Message, few: Message },
      fire: (_, { items }, out) => {
        const value = take(items)
        const { timeUs } = items
        put(out.items, timeUs, value)
        if (value % 2 === 0) put(out.even, timeUs, mix(value, 1))
        if (value % 8 === 0) put(out.few, timeUs, mix(value, 2))
      },
    }),
    /** As `map` one for one, with a random number of the context in it. */
    draw: defineWorker(import.meta.url, {
      inputs: { items: Message },
      outputs: { items: Message },
      setup: (_: Record<never, never>, context) => context,
      fire: (context, { items }, out) =>
        put(out.items, items.timeUs, mix(take(items), Math.floor(context.random() * 2 ** 32))),
    }),
    zip: defineWorker(import.meta.url, {
      inputs: zip({ left: Message, right: Message }),
      outputs: { items: Message },
      fire: (_, { left, right }, out) =>
        put(out.items, Math.max(left.timeUs, right.timeUs), mix(take(left), take(right))),
    }),
    nearest: defineWorker(import.meta.url, {
      inputs: byTimestamp(
        { left: Message, right: Message },
        { lead: 'left', match: 'nearest', time: 'timeUs', toleranceUs: 40 },
      ),
      outputs: { items: Message },
      fire: (_, { left, right }, out) => put(out.items, left.timeUs, mix(take(left), take(right))),
    }),
    bracket: defineWorker(import.meta.url, {
      inputs: byTimestamp(
        { left: Message, right: Message },
        { lead: 'left', match: 'bracket', time: 'timeUs', maxGapUs: 60 },
      ),
      outputs: { items: Message },
      fire: (_, { left, right: { before, after } }, out) =>
        put(out.items, left.timeUs, mix(mix(take(left), take(before)), take(after))),
    }),
  }
}

export const inSlots = workersFor(SlotItem, 20)
export const inBlocks = workersFor(BlockItem, 1500)
