// Comma separated tables with a header line, as flight logs are joined into. No quoting: these tables hold numbers and
// file names.

import { AirsideError } from '../airside-error.ts'
import { readText } from './input-folder.ts'

/** A line of the table; its values by column name. */
export class CsvRow {
  /** File and line, for messages. */
  readonly place: string
  readonly #cells: ReadonlyMap<string, string>

  constructor(place: string, cells: ReadonlyMap<string, string>) {
    this.place = place
    this.#cells = cells
  }

  text(column: string): string {
    return this.#cells.get(column) ?? ''
  }

  /** Throws `AS_TABLE_VALUE` where the cell is no finite number. */
  number(column: string): number {
    const text = this.text(column)
    const value = Number(text)
    if (text.trim() !== '' && Number.isFinite(value)) return value
    throw new AirsideError('AS_TABLE_VALUE', this.place, `${column}='${text}' is not a number; mend or remove the line`)
  }
}

/** All lines of the table at `path`. Throws `AS_TABLE_MISSING`, `AS_TABLE_COLUMN`, `AS_TABLE_VALUE`. */
export function readCsvTable(path: string, columns: readonly string[], hint: string): CsvRow[] {
  const lines = readText(path, hint).split(/\r?\n/)
  const header = (lines[0] ?? '').split(',').map((name) => name.trim())
  const missing = columns.filter((column) => !header.includes(column))
  if (missing.length > 0) {
    throw new AirsideError(
      'AS_TABLE_COLUMN',
      `${path}:1`,
      `has no column ${missing.join(', ')}; the header names ${header.join(', ') || 'nothing'}`,
    )
  }
  const rows: CsvRow[] = []
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === '') continue
    const cells = line.split(',')
    const place = `${path}:${index + 1}`
    if (cells.length !== header.length) {
      throw new AirsideError('AS_TABLE_VALUE', place, `has ${cells.length} values for ${header.length} columns`)
    }
    rows.push(new CsvRow(place, new Map(header.map((name, cell) => [name, cells[cell]!]))))
  }
  return rows
}
