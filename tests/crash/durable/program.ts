/** Starts a durable run, for a test to kill: `program.ts RUN_DIRECTORY TURNS FILE`. Prints the ids of all its processes. */
import { start } from '../../../src/index.ts'
import { linesSystem } from './lines.system.ts'

const [runDirectory, turns, path] = process.argv.slice(2) as [string, string, string]
const running = await start(linesSystem(Number(turns), path), { runDirectory, durable: true })
const { workers } = await running.status()
process.stdout.write(`${JSON.stringify(workers.flatMap(({ replicas }) => replicas.map(({ pid }) => pid)))}\n`)
await running.finished
