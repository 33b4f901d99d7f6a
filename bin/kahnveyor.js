#!/usr/bin/env node
// The command. In a checkout it runs src/ directly, in an installed package dist/. Plain JavaScript with no static import
// but defaults, so that an old Node gets as far as the message below.
import { existsSync } from 'node:fs'
import module from 'node:module'

const oldest = [22, 18]
const [major, minor] = process.versions.node.split('.').map(Number)

if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
  console.error(
    `kahnveyor needs Node ${oldest.join('.')} or newer, but this is Node ${process.version} (${process.execPath}).`,
  )
  console.error('In a checkout, `npm ci` brings the right one; `npx kahnveyor` then uses it.')
  process.exitCode = 1
} else {
  const { main } = await import(entry())
  const code = await main(process.argv.slice(2))
  // A timer or socket that a system file or an inline worker has left open must not keep the command alive.
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)))
}

function entry() {
  const source = new URL('../src/cli/main.ts', import.meta.url)
  if (!existsSync(source)) return new URL('../dist/cli/main.js', import.meta.url).href
  // Systems and workers say `import 'kahnveyor'`; without this they would load dist/ beside src/, two copies of every class.
  module.registerHooks({
    resolve: (specifier, context, nextResolve) =>
      nextResolve(specifier, { ...context, conditions: [...context.conditions, 'kahnveyor-source'] }),
  })
  return source.href
}
