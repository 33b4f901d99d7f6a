/** Rows of text in columns; columns of numbers are right-aligned. The first row is the header. */
export function table(rows: readonly (readonly (string | number)[])[]): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(...rows.map((row) => String(row[column] ?? '').length)),
  )
  const numeric = widths.map((_, column) => rows.slice(1).every((row) => typeof row[column] === 'number'))
  return rows.map((row) =>
    widths
      .map((width, column) => {
        const text = String(row[column] ?? '')
        return numeric[column] === true ? text.padStart(width) : text.padEnd(width)
      })
      .join('  ')
      .trimEnd(),
  )
}
