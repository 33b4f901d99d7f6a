/**
 * `npm run test:packed`: packs the package, installs it as a user would, and runs programs on it under every Node of
 * tests/runtimes/package.json:
 *   - tests/packed/*.ts, which are also type-checked against the packed declarations;
 *   - examples/NAME/NAME.system.ts through the packed command, for the examples named below.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const examples = ['01-hello']
const commandTimeoutMs = 5 * 60_000

const root = fileURLToPath(new URL('..', import.meta.url))
const runtimesFolder = join(root, 'tests/runtimes')
const consumer = mkdtempSync(join(tmpdir(), 'kahnveyor-packed-'))
try {
  installPacked()
  const programs = copyPrograms()
  checkDeclarations()
  const runtimes = installedRuntimes()
  for (const { name, node } of runtimes) for (const program of programs) runProgram(name, node, program)
  console.log(`packed package: ${programs.length} programs under ${runtimes.length} runtimes, all well`)
} finally {
  rmSync(consumer, { recursive: true, force: true })
}

function installPacked(): void {
  command('npm', ['run', '--silent', 'build'], root)
  const packed = command('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', consumer], root)
  const [tarball] = readdirSync(consumer).filter((file) => file.endsWith('.tgz'))
  if (!tarball) throw new Error(`npm pack made no tarball: ${packed}`)
  const manifest = { name: 'consumer', private: true, type: 'module' }
  writeFileSync(join(consumer, 'package.json'), JSON.stringify(manifest))
  command('npm', ['install', '--no-audit', '--no-fund', `./${tarball}`], consumer)
  const contents = readdirSync(join(consumer, 'node_modules/kahnveyor')).sort()
  console.log(`packed package: ${tarball} with ${contents.join(', ')}`)
  for (const unwanted of ['src', 'tests', 'apps', 'node_modules']) {
    if (contents.includes(unwanted)) throw new Error(`the packed package must not contain ${unwanted}`)
  }
}

/** Gives, for each program, the arguments for node in the consumer's folder. */
function copyPrograms(): string[][] {
  const programs: string[][] = []
  for (const file of globSync(join(root, 'tests/packed/*.ts')).sort()) {
    cpSync(file, join(consumer, basename(file)))
    programs.push([basename(file)])
  }
  for (const example of examples.filter((name) => existsSync(join(root, 'examples', name)))) {
    cpSync(join(root, 'examples', example), join(consumer, example), { recursive: true })
    for (const system of globSync(`${example}/*.system.ts`, { cwd: consumer })) {
      programs.push(['node_modules/.bin/kahnveyor', 'run', system])
    }
  }
  return programs
}

function checkDeclarations(): void {
  const options = ['--module', 'nodenext', '--target', 'es2024', '--strict', '--noEmit', '--skipLibCheck', 'false']
  const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types'), '--allowImportingTsExtensions']
  command(join(root, 'node_modules/.bin/tsc'), [...options, ...types, ...globSync('*.ts', { cwd: consumer })], consumer)
}

function installedRuntimes(): { readonly name: string; readonly node: string }[] {
  const { dependencies } = JSON.parse(readFileSync(join(runtimesFolder, 'package.json'), 'utf8'))
  const runtimes = Object.keys(dependencies).map((name) => ({
    name,
    node: join(runtimesFolder, 'node_modules', name, 'bin/node'),
  }))
  if (!runtimes.every(({ node }) => existsSync(node))) command('npm', ['ci', '--no-audit', '--no-fund'], runtimesFolder)
  return runtimes
}

function runProgram(runtime: string, node: string, args: readonly string[]): void {
  const printed = command(node, args, consumer)
  console.log(`${runtime}: ${args.join(' ')}\n${printed.trimEnd().replace(/^/gm, '  ')}`)
}

function command(file: string, args: readonly string[], cwd: string): string {
  const result = spawnSync(file, args, { cwd, encoding: 'utf8', timeout: commandTimeoutMs })
  if (result.status === 0) return result.stdout
  const end = result.error?.message ?? `status ${result.status ?? result.signal}`
  throw new Error(`${file} ${args.join(' ')} failed (${end})\n${result.stdout}${result.stderr}`)
}
