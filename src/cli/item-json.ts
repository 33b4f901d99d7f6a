/**
 * An item of an output as one line of JSON. A bigint becomes a string of digits; a typed array, however large, its type
 * and length: whoever needs the bytes reads the output from a program.
 */
export function itemJson(output: string, item: unknown): string {
  return JSON.stringify({ output, item }, (_, value: unknown) => {
    if (typeof value === 'bigint') return String(value)
    if (ArrayBuffer.isView(value))
      return { type: value.constructor.name, length: (value as { length?: number }).length ?? value.byteLength }
    return value
  })
}
