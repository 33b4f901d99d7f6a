/**
 * One of the two parties of a litmus test, in a thread or in a process of its own. Words, one per cache line from the segment's
 * start: arrival of party 0 and 1, the two words under test; then the results of both parties.
 */
import { workerData } from 'node:worker_threads'
import { type LanePlace, LaneReader, LaneWriter } from '../../src/memory/lane.ts'
import { LANE_BYTES, SLOT_PAYLOAD, slotBytes } from '../../src/memory/lane-layout.ts'
import { openSegment } from '../../src/memory/open-segment.ts'
import type { Segment, SegmentHandle } from '../../src/memory/segment.ts'
import { CACHE_LINE_BYTES, load, publish } from '../../src/memory/words.ts'

export type LitmusTest = 'store buffering' | 'message passing' | 'payload in a lane'

export interface Litmus {
  readonly test: LitmusTest
  readonly rounds: number
}

const LINE = CACHE_LINE_BYTES / 4
const [ARRIVED, TESTED, DATA, RESULTS] = [0, 2 * LINE, 4 * LINE, 6 * LINE]
const LANE_AT = 8192
const RING_AT = LANE_AT + LANE_BYTES
const PAYLOAD_BYTES = 64
const SLOTS = 8
const RING_BYTES = SLOTS * slotBytes(PAYLOAD_BYTES)

export function litmusBytes(rounds: number): number {
  return Math.max(RING_AT + RING_BYTES, (RESULTS + 2 * rounds) * 4) + 4096
}

/** What a party read in each round; for a lane, 1 for each item that was whole. */
export function resultsOf(segment: Segment, party: 0 | 1, rounds: number): Int32Array {
  const { i32 } = segment.region(0, litmusBytes(rounds) & ~7)
  return i32.slice(RESULTS + party * rounds, RESULTS + (party + 1) * rounds)
}

export function play(segment: Segment, party: 0 | 1, { test, rounds }: Litmus): void {
  const words = segment.region(0, litmusBytes(rounds) & ~7).i32
  const results = words.subarray(RESULTS + party * rounds, RESULTS + (party + 1) * rounds)
  if (test === 'payload in a lane') {
    passItems(segment, words, party, rounds, results)
    return
  }
  for (let round = 1; round <= rounds; round += 1) {
    meet(segment, words, party, round)
    if (test === 'store buffering') {
      publish(words, TESTED + party * LINE, round)
      results[round - 1] = load(words, TESTED + (1 - party) * LINE)
    } else if (party === 0) {
      words[DATA] = round * 3
      publish(words, TESTED, round)
    } else {
      const seen = load(words, TESTED)
      // Data at least as new as the word that was seen.
      results[round - 1] = (words[DATA] as number) - seen * 3
    }
  }
}

/** Both parties leave it at about the same time, so that what follows overlaps. */
function meet(segment: Segment, words: Int32Array, party: 0 | 1, round: number): void {
  const other = ARRIVED + (1 - party) * LINE
  publish(words, ARRIVED + party * LINE, round)
  waitFor(segment, words, other, () => load(words, other) >= round)
}

function waitFor(segment: Segment, words: Int32Array, word: number, holds: () => boolean): void {
  // The other party may have no processor at the moment: give it ours after a while.
  for (let spins = 0; !holds(); spins += 1) if (spins > 2000) segment.wait(word * 4, load(words, word), 0.05)
}

function passItems(segment: Segment, words: Int32Array, party: 0 | 1, rounds: number, results: Int32Array): void {
  const place: LanePlace = {
    words,
    wordsByteOffset: LANE_AT,
    ring: segment.region(RING_AT, RING_BYTES),
    slots: SLOTS,
    slotBytes: slotBytes(PAYLOAD_BYTES),
  }
  if (party === 0) {
    publish(words, (LANE_AT + 3 * CACHE_LINE_BYTES) >> 2, SLOTS)
    const lane = new LaneWriter(place)
    for (let item = 0; item < rounds; item += 1) {
      waitFor(segment, words, (LANE_AT + 2 * CACHE_LINE_BYTES) >> 2, () => !lane.isFull())
      const at = lane.nextSlotByteOffset() + SLOT_PAYLOAD
      for (let byte = 0; byte < PAYLOAD_BYTES; byte += 1) place.ring.u8[at + byte] = (item + byte) & 0xff
      lane.stage(item, item)
      lane.commit()
      lane.publishTail()
    }
    return
  }
  const lane = new LaneReader(place)
  for (let item = 0; item < rounds; item += 1) {
    waitFor(segment, words, LANE_AT >> 2, () => lane.has(item))
    const at = lane.slotByteOffset(item) + SLOT_PAYLOAD
    let whole = lane.ticketAt(item) === item && lane.blockAt(item) === item ? 1 : 0
    for (let byte = 0; byte < PAYLOAD_BYTES; byte += 1)
      if (place.ring.u8[at + byte] !== ((item + byte) & 0xff)) whole = 0
    results[item] = whole
    lane.position = item + 1
    lane.publishHead()
  }
}

const given = workerData as { readonly handle: SegmentHandle; readonly litmus: Litmus } | null
if (given !== null && 'litmus' in given) play(openSegment(given.handle), 1, given.litmus)
else if (process.argv[2] === 'party') {
  const litmus = JSON.parse(process.argv[3] as string) as Litmus & { readonly sizeBytes: number }
  play(openSegment({ kind: 'file-descriptor', fileDescriptor: 3, sizeBytes: litmus.sizeBytes }), 1, litmus)
}
