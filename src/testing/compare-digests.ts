/** Compares what the sinks of two runs have consumed, item by item, by the digests that the runs have left behind. */
import { readFileSync } from 'node:fs'
import { DIGEST_RECORD_BYTES, digestFile } from '../queue/digested-input.ts'

const WORDS_PER_RECORD = DIGEST_RECORD_BYTES / 8

/** The two runs' sequences of one queue, compared. */
export interface SequenceComparison {
  /** Items in each run. */
  readonly undisturbed: number
  readonly disturbed: number
  /** How many of each were compared: all, or the common beginning. */
  readonly compared: number
  /** Items that the undisturbed run has more often than the disturbed one. */
  readonly lost: number
  /** Items that the disturbed run has more often, of those that the undisturbed one has at all. */
  readonly duplicated: number
  /** Items that only the disturbed run has: other content than there should be. */
  readonly unexpected: number
  /** Position of the first item that differs, from 0; null where all are the same and in the same order. */
  readonly firstDifference: number | null
}

/** The digests of a queue in the order of its items; replicated readers are put together by ticket. */
export function readDigests(folder: string, queue: number, replicas: number): BigUint64Array {
  const shares = Array.from({ length: replicas }, (_, replica) => readShare(digestFile(folder, queue, replica)))
  if (shares.length === 1) return shares[0]?.digests ?? new BigUint64Array(0)
  const items = shares.flatMap(({ digests, tickets }) =>
    Array.from(digests, (digest, index) => ({ digest, ticket: tickets[index] as number })),
  )
  // All items of one ticket come from one replica, and sorting keeps their order.
  items.sort((a, b) => a.ticket - b.ticket)
  return BigUint64Array.from(items, ({ digest }) => digest)
}

function readShare(path: string): { readonly digests: BigUint64Array; readonly tickets: Int32Array } {
  let bytes: Uint8Array
  try {
    // A copy, so that it begins where 64-bit words may begin.
    bytes = new Uint8Array(readFileSync(path))
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown
    bytes = new Uint8Array(0)
  }
  const count = Math.floor(bytes.length / DIGEST_RECORD_BYTES)
  const words = new BigUint64Array(bytes.buffer, 0, count * WORDS_PER_RECORD)
  const digests = new BigUint64Array(count)
  const tickets = new Int32Array(count)
  for (let index = 0; index < count; index += 1) {
    digests[index] = words[index * WORDS_PER_RECORD] as bigint
    tickets[index] = Number(BigInt.asIntN(32, words[index * WORDS_PER_RECORD + 1] as bigint))
  }
  return { digests, tickets }
}

export function compareSequences(
  undisturbed: BigUint64Array,
  disturbed: BigUint64Array,
  commonBeginning: boolean,
): SequenceComparison {
  const common = Math.min(undisturbed.length, disturbed.length)
  const left = commonBeginning ? undisturbed.subarray(0, common) : undisturbed
  const right = commonBeginning ? disturbed.subarray(0, common) : disturbed
  let same = 0
  while (same < common && left[same] === right[same]) same += 1
  const isSame = same === left.length && same === right.length
  return {
    undisturbed: undisturbed.length,
    disturbed: disturbed.length,
    compared: Math.max(left.length, right.length),
    ...(isSame ? NO_DIFFERENCE : countDifferences(left.subarray(same), right.subarray(same), left.subarray(0, same))),
    firstDifference: isSame ? null : same,
  }
}

const NO_DIFFERENCE = { lost: 0, duplicated: 0, unexpected: 0 } as const

/** Differences of the two as multisets; `before` is what both begin with. */
function countDifferences(
  left: BigUint64Array,
  right: BigUint64Array,
  before: BigUint64Array,
): Pick<SequenceComparison, 'lost' | 'duplicated' | 'unexpected'> {
  const counts = new Map<bigint, number>()
  for (const digest of before) counts.set(digest, 0)
  for (const digest of left) counts.set(digest, (counts.get(digest) ?? 0) + 1)
  let unexpected = 0
  for (const digest of right) {
    const count = counts.get(digest)
    if (count === undefined) unexpected += 1
    else counts.set(digest, count - 1)
  }
  let lost = 0
  let duplicated = 0
  for (const count of counts.values())
    if (count > 0) lost += count
    else duplicated -= count
  return { lost, duplicated, unexpected }
}
