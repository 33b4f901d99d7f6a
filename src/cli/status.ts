import { relative } from 'node:path'
import type { ReplicaStatus, SystemStatus } from '../supervisor/status.ts'
import type { Verb } from './command-line.ts'
import { ExitCode } from './exit-codes.ts'
import { findRun } from './find-run.ts'
import { table } from './table.ts'

export const status: Verb = {
  name: 'status',
  operand: '[RUN]',
  operands: { min: 0, max: 1 },
  summary: 'show the workers and queues of a live run: of a run directory, or the newest in runs/',
  options: { json: { type: 'boolean', help: 'print one JSON document' } },
  perform: async (line) => {
    const { path, run, client } = await findRun(line.operands[0])
    try {
      const found = await client.ask('status')
      const head = { runDirectory: path, pid: run.pid, started: run.started }
      if (line.flag('json')) console.log(JSON.stringify({ ...head, ...found }, null, 2))
      else {
        console.log(
          `${found.system}: ${found.phase}, pid ${run.pid}, since ${run.started}, in ${relative('.', path) || '.'}`,
        )
        for (const text of statusLines(found)) console.log(text)
      }
      return ExitCode.done
    } finally {
      client.close()
    }
  },
}

function statusLines({ workers, queues }: SystemStatus): string[] {
  const replicas = workers.flatMap(({ name, replicas }) =>
    replicas.map((replica) => [
      `${name}/${replica.number}`,
      replica.state,
      replica.pid ?? '-',
      replica.commits,
      doing(replica),
      replica.restarts,
      replica.lastDeath ?? '',
    ]),
  )
  const fills = queues.map(({ name, fill, capacity, put }) => [name, fill, capacity, put])
  return [
    '',
    ...table([['worker', 'state', 'pid', 'commits', 'now', 'restarts', 'last death'], ...replicas]),
    ...(fills.length === 0 ? [] : ['', ...table([['queue', 'fill', 'capacity', 'put'], ...fills])]),
  ]
}

function doing(replica: ReplicaStatus): string {
  if (replica.waitsForQueue !== null) return `waits: ${replica.waitsForQueue} is ${replica.waitsFor}`
  if (replica.waitsFor !== 'none') return `waits for ${replica.waitsFor === 'empty' ? 'an item' : replica.waitsFor}`
  return replica.inFiring === null ? '' : `in firing ${replica.inFiring}`
}
