// Runs first in `npm start` and `npm test`. Plain JavaScript: it must reach its message on an old Node too.
import { readFileSync } from 'node:fs'

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const pinned = manifest.devDependencies.node
const [major] = pinned.split('.')

if (!process.version.startsWith(`v${major}.`)) {
  console.error(`\
Kahnveyor is developed and tested on Node ${major}, but this is Node ${process.version} (${process.execPath}).

npm scripts take node from node_modules/.bin first, where the development dependency "node" (${pinned}) puts the right one.
It is missing there. The usual reasons, and what to do:

  - nothing is installed yet:                        npm ci
  - development dependencies were left out:          npm ci --include=dev
  - npm was told to run no install scripts:          npm ci --ignore-scripts=false
    (npm config get ignore-scripts)
  - the package is there but its script did not run: npm rebuild node --ignore-scripts=false
  - this was started outside of npm:                 npm start, npm test, npx kahnveyor
`)
  process.exit(1)
}
