import { defineWorker } from 'kahnveyor'
import { Text } from './messages.ts'

export default defineWorker(import.meta.url, {
  inputs: { texts: Text },
  setup: (_, context) => context.log,
  fire: (log, { texts }) => log.info(texts.text),
})
