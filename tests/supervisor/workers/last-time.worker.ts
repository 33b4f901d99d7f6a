import { byTimestamp, defineWorker, end, struct, u64 } from '../../../src/index.ts'

export const Timed = struct('Timed', { timeUs: u64 })

/** Forwards times, and puts the last one once more when its input has ended. */
export const lastTime = defineWorker(import.meta.url, {
  inputs: { times: Timed },
  outputs: { times: Timed },
  setup: () => ({ last: 0 }),
  state: {
    maxBytes: 16,
    snapshot: (self) => self.last,
    restore: (self, last) => {
      self.last = last
    },
  },
  fire: (self, { times }, out) => {
    self.last = times.timeUs
    out.times.put(times)
  },
  finish: (self, out) => out.times.put({ timeUs: self.last + 1 }),
})

export const pairUp = defineWorker(import.meta.url, {
  inputs: byTimestamp({ lead: Timed, side: Timed }, { lead: 'lead', match: 'nearest', time: 'timeUs' }),
  outputs: { matches: Timed },
  fire: (_self, { lead }, out) => out.matches.put(lead),
})

export const countTimes = defineWorker(import.meta.url, {
  outputs: { times: Timed },
  args: { turns: 5 },
  setup: (args) => args,
  fire: ({ turns }, out, turn) => {
    out.times.put({ timeUs: turn * 10 })
    return turn + 1 === turns ? end : undefined
  },
})
