import { byTimestamp, defineWorker } from 'kahnveyor'
import { Match, Timed } from './messages.ts'

export default defineWorker(import.meta.url, {
  inputs: byTimestamp({ lead: Timed, side: Timed }, { lead: 'lead', match: 'bracket', time: 'timeUs', maxGapUs: 50 }),
  outputs: { matches: Match },
  fire: (_, { lead, side }, out) =>
    out.matches.put({ lead: lead.number, before: side.before.number, after: side.after.number }),
})
