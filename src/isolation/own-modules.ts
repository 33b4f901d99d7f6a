/** Where this package's own entry modules lie and how node is started for them, from source as well as built. */

/** The ending that this package's files have: it runs from TypeScript in a checkout and from JavaScript when installed. */
const ending = import.meta.url.endsWith('.ts') ? '.ts' : '.js'
/** Makes `import 'kahnveyor'` in a worker's module find the same package as everyone else's. */
const SOURCE_CONDITION = '--conditions=kahnveyor-source'
/** Flags of a test runner, a debugger or an inline script belong to their own process only. */
const NOT_INHERITED = /^(--test|--inspect|--watch|--eval|--print|-e|-p|-pe)/

export function ownModule(name: string, from: string): URL {
  return new URL(`./${name}${ending}`, from)
}

export function inheritedFlags(): string[] {
  const flags = process.execArgv.filter((flag) => !NOT_INHERITED.test(flag))
  if (ending === '.ts' && !flags.includes(SOURCE_CONDITION)) flags.push(SOURCE_CONDITION)
  return flags
}
