// `map.html`: one file that opens without a network. Its parts are kept readable beside this file and are put together
// when it is written: style, scripts, and the flight's data as JSON.

import { readFileSync } from 'node:fs'
import { escapeMarkup } from '../fixed-decimals.ts'
import type { FlightReport } from '../flight-report.ts'
import { mapData } from './map-data.ts'

/** In the order in which they use each other. */
const SCRIPTS = ['shapes', 'view', 'layers', 'panel', 'timeline', 'main']

/** Later ones overrule earlier ones. */
const STYLES = ['page', 'map', 'controls', 'panel', 'narrow']

/** The whole page; equal reports give equal bytes. */
export function mapPage(report: FlightReport): string {
  const part = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')
  const script = SCRIPTS.map((name) => inlined(part(`${name}.client.js`))).join('\n')
  const style = STYLES.map((name) => part(`${name}.css`).trim()).join('\n')
  const data = jsonInMarkup(mapData(report))
  // Functions, because replacement texts would have their dollar signs read as patterns.
  return part('map.template.html')
    .replace(/ *<!-- .*? -->\n/g, '')
    .replaceAll('%TITLE%', () => escapeMarkup(report.title))
    .replace('<style></style>', () => `<style>\n${style}\n</style>`)
    .replace('id="data"></script>', () => `id="data">${data}</script>`)
    .replace('<script type="module"></script>', () => `<script type="module">\n${script}\n</script>`)
}

// Inside a script element only this sign can end the element or open a comment; as an escape it is the same JSON.
function jsonInMarkup(data: unknown): string {
  return JSON.stringify(data).replaceAll('<', '\\u003c')
}

// The scripts are modules while they are edited and share one scope in the page.
function inlined(module: string): string {
  return module
    .replace(/^import .*\n/gm, '')
    .replace(/^export /gm, '')
    .trim()
}
