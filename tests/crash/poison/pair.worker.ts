import { byTimestamp, defineWorker } from 'kahnveyor'
import { Reading, Sum } from './messages.ts'

/** Takes each reading with those of the other input around it, and cannot digest the one with id 2. */
export default defineWorker(import.meta.url, {
  inputs: byTimestamp({ lead: Reading, side: Reading }, { lead: 'lead', match: 'bracket', time: 'timeUs' }),
  outputs: { sums: Sum },
  fire: (_, { lead, side: { before, after } }, out) => {
    if (lead.id === 2) throw new Error(`cannot digest ${before.id} ${lead.id} ${after.id}`)
    out.sums.put({ id: lead.id, sum: before.id + after.id, ids: [] })
  },
})
