import { binarySink, jsonLinesSink, lineSource, sqliteSink, string, struct, u32 } from '../../../src/index.ts'

export const Line = struct('Line', { number: u32, text: string({ maxBytes: 64 }) })

export const readLines = lineSource(import.meta.url, Line, (text, number) =>
  text === '' ? undefined : { number, text },
)

export const writeJson = jsonLinesSink(import.meta.url, Line)

export const writeBytes = binarySink(import.meta.url, Line, (item) => Buffer.from((item as { text: string }).text))

export const writeRows = sqliteSink(import.meta.url, Line, {
  schema: 'CREATE TABLE IF NOT EXISTS lines (number INTEGER, text TEXT)',
  insert: (database, line) => {
    database.prepare('INSERT INTO lines VALUES (?, ?)').run(line.number, line.text)
  },
})
