// npm runs this after `npm ci` in a checkout, before packing, and when the package is installed from git: it builds dist/.
// Where the development dependencies were left out (`npm ci --omit=dev`) there is no compiler, and nothing to do.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const root = new URL('..', import.meta.url)

if (existsSync(new URL('node_modules/typescript', root)) && existsSync(new URL('src/index.ts', root))) {
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' })
  process.exitCode = status === null ? 1 : status
} else {
  console.log('prepare: no TypeScript here, dist/ is left as it is')
}
