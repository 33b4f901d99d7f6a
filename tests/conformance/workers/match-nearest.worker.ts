import { byTimestamp, defineWorker } from 'kahnveyor'
import { Match, Timed } from './messages.ts'

export default defineWorker(import.meta.url, {
  inputs: byTimestamp(
    { lead: Timed, side: Timed },
    { lead: 'lead', match: 'nearest', time: 'timeUs', toleranceUs: 20 },
  ),
  outputs: { matches: Match },
  fire: (_, { lead, side }, out) => out.matches.put({ lead: lead.number, before: side.number, after: side.number }),
})
