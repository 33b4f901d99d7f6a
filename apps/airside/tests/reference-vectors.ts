// The reference's numeric cases, read where they lie; a test that needs them is skipped, with the reason, where they
// do not.

import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const path = fileURLToPath(new URL('../../../../shared/reference/airside_vectors.json', import.meta.url))
// biome-ignore lint/suspicious/noExplicitAny: the file has no schema; each test knows its own group.
const groups: Record<string, any> | undefined = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined

/** numpy's assert_almost_equal with this many decimals: closer than 1.5 units of the last one. */
export function almostEqual(actual: number, expected: number, decimals = 7): boolean {
  return Math.abs(actual - expected) < 1.5 * 10 ** -decimals
}

/** Runs `define` with a group of vectors, or one skipped test in its place. */
// biome-ignore lint/suspicious/noExplicitAny: see above.
export function withVectors(group: string, define: (vectors: any) => void): void {
  if (groups === undefined) test(`${group}: all cases`, { skip: `reference vectors are absent: ${path}` }, () => {})
  else define(groups[group])
}

/** The folder with recorded flights, or undefined. */
export function recordedFolder(name: string): string | undefined {
  const folder = fileURLToPath(new URL(`../../../../shared/data/${name}`, import.meta.url))
  return existsSync(folder) ? folder : undefined
}
