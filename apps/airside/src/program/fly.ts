// Runs the pipeline over one recording, from the start of its workers to the last file.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Isolation, type RunResult, start } from 'kahnveyor'
import { airsideSystem } from '../airside.system.ts'
import { AirsideError } from '../airside-error.ts'
import { JOURNAL_FILE } from '../outputs/flight-journal.ts'
import type { FlightSummary } from '../outputs/flight-summary.ts'
import { writeAtomically } from '../outputs/write-atomically.ts'
import type { Recording } from '../recordings/recording.ts'
import type { OutputsProgress } from '../workers/outputs.worker.ts'
import { steerBySignals } from './interrupts.ts'
import { Progress } from './progress.ts'
import { RunLog } from './run-log.ts'

const ERRORS_SHOWN_MAX = 5

export interface FlyOptions {
  readonly isolation: Isolation
  readonly replicas: number
  /** Made ready by `prepareRunFolder`. */
  readonly folder: string
}

export interface FlownFlight {
  readonly recording: Recording
  readonly result: RunResult
  /** Undefined where the run was stopped before the outputs were written. */
  readonly summary: FlightSummary | undefined
  /** Rows of telemetry that could not be true, by fault. */
  readonly telemetryFaults: ReadonlyMap<string, number>
  /** Frames that came before the first row of telemetry or after the last. */
  readonly framesOutside: number
  readonly seconds: number
  readonly folder: string
}

/** Throws what ended the run: `KV_WORKER_FAILED`, `AS_FRAMES_BROKEN`, `AS_TELEMETRY_OVERLAP`. */
export async function fly(recording: Recording, { isolation, replicas, folder }: FlyOptions): Promise<FlownFlight> {
  const log = new RunLog(folder)
  const beganMs = performance.now()
  try {
    const { title, frames, telemetryCount, unreadable } = recording
    const where = `isolation ${isolation}, ${replicas} replicas of detect_target`
    log.say('info', `${title}: ${frames.length} frames, ${telemetryCount} rows of telemetry; ${where}`)
    for (const { name, reason } of unreadable) log.say('warn', `${name} is left out: ${reason}`)
    const running = await start(airsideSystem(recording, replicas), {
      isolation,
      runDirectory: folder,
      supervisor: 'here',
      onLog: (record) => {
        log.write(record)
        if (record.level === 'error') sayError(`${record.worker ?? 'system'}: ${record.text}`)
      },
      onReport: (worker, _, value) => {
        if (worker === 'outputs') progress.update(value as OutputsProgress)
      },
    })
    let errors = 0
    const sayError = (text: string): void => {
      errors += 1
      if (errors <= ERRORS_SHOWN_MAX) progress.say(text)
      if (errors === ERRORS_SHOWN_MAX) progress.say(`further errors are in ${log.path}`)
    }
    const progress = new Progress(recording.frames.length, () => running.status())
    const unsteer = steerBySignals(running, (text) => progress.say(text))
    try {
      const telemetryFaults = new Map<string, number>()
      const readFaults = async () => {
        for await (const { fault } of running.outputs.faults) {
          telemetryFaults.set(fault, (telemetryFaults.get(fault) ?? 0) + 1)
        }
      }
      const readSummary = async () => {
        for await (const summary of running.outputs.summary) return summary
        return undefined
      }
      const [result, summary] = await Promise.all([running.finished, readSummary(), readFaults()])
      writeAtomically(join(folder, 'ledger.json'), `${JSON.stringify(result.ledger, null, 2)}\n`)
      const framesOutside = result.ledger.queues
        .filter(({ queue }) => queue.includes('detect_target.detections'))
        .reduce((sum, { dropped }) => sum + dropped, 0)
      const seconds = (performance.now() - beganMs) / 1000
      const flown = { recording, result, summary, telemetryFaults, framesOutside, seconds, folder }
      refuseEmpty(flown)
      log.say('info', `${result.outcome} after ${seconds.toFixed(1)} s`)
      return flown
    } finally {
      unsteer()
      progress.end()
    }
  } catch (thrown) {
    log.say('error', thrown instanceof Error ? thrown.message : String(thrown))
    throw thrown
  } finally {
    // Of a run that was stopped: nobody will take it up again.
    rmSync(join(folder, JOURNAL_FILE), { force: true })
    log.close()
  }
}

/** A flight of which nothing could be used is an error, whatever files it left. */
function refuseEmpty({ recording, result, summary, framesOutside, telemetryFaults }: FlownFlight): void {
  if (summary === undefined || result.outcome !== 'finished') return
  const { frames, broken, unplaced } = summary
  const place = 'folder' in recording.source ? recording.source.folder : recording.title
  if (frames > 0 && broken.count === frames) {
    throw new AirsideError(
      'AS_FRAMES_BROKEN',
      place,
      `none of its ${frames} frames can be read; the first: ${broken.first[0]?.reason}`,
    )
  }
  if (frames === unplaced.count) {
    const faults = [...telemetryFaults].map(([fault, count]) => `${count} ${fault}`).join(', ') || 'none'
    throw new AirsideError(
      'AS_TELEMETRY_OVERLAP',
      place,
      `none of its ${frames + framesOutside} frames has telemetry around its time (rows that cannot be true: ${faults})`,
    )
  }
}
