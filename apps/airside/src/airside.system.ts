/**
 *   ┌─────────────┐   ┌───────────────┐
 *   │ video_input ├───► detect_target ├──┐
 *   └─────────────┘   └─── n replicas ┘  │  ┌────────────┐   ┌─────────────┐   ┌────────────────────┐   ┌─────────┐
 *                                        ├──► data_merge ├───► geolocation ├───► cluster_estimation ├───► outputs │
 *                 ┌──────────────────┐   │  └────────────┘   └─────────────┘   └────────────────────┘   └─────────┘
 *                 │ flight_interface ├───┘
 *                 └──────────────────┘
 *
 * Run the generated flight: npx kahnveyor run apps/airside/src/airside.system.ts
 * With its score and with recordings: npm start, npm run airside -- --help
 */
import { defineSystem, type SystemBuilder } from 'kahnveyor'
import { generatedRecording } from './recordings/generated-recording.ts'
import type { Recording } from './recordings/recording.ts'
import clusterEstimation from './workers/cluster-estimation.worker.ts'
import dataMerge from './workers/data-merge.worker.ts'
import detectTarget from './workers/detect-target.worker.ts'
import flightInterface from './workers/flight-interface.worker.ts'
import geolocation from './workers/geolocation.worker.ts'
import outputs from './workers/outputs.worker.ts'
import videoInput from './workers/video-input.worker.ts'

export const REPLICAS_DEFAULT = 2

/** In items. Pictures are large: a full queue of them is never made longer. */
const QUEUE = { capacity: 10, maxCapacity: 10 } as const

function build(system: SystemBuilder, recording: Recording, replicas: number) {
  const { source, home, cameras, mount, uncertainty, pictures, title, labelNames, telemetryGapUsMax } = recording
  const detector = recording.detector ?? null
  const area = recording.area ?? null
  const generated = source.kind === 'generated' ? source.flight : null

  const video = system.worker('video_input', videoInput, { args: { source } })
  const flight = system.worker('flight_interface', flightInterface, { args: { source } })
  const detect = system.worker('detect_target', detectTarget, { replicas, args: { cameras, detector, pictures, area } })
  const merge = system.worker('data_merge', dataMerge, { args: { home, telemetryGapUsMax } })
  const locate = system.worker('geolocation', geolocation, { args: { cameras, mount, uncertainty, area } })
  const cluster = system.worker('cluster_estimation', clusterEstimation)
  const output = system.worker('outputs', outputs, { args: { title, home, labelNames, generated } })

  system.connect(video.outputs.frames, detect.inputs.frames, QUEUE)
  system.connect(detect.outputs.detections, merge.inputs.detections, QUEUE)
  system.connect(flight.outputs.odometry, merge.inputs.odometry, QUEUE)
  system.connect(merge.outputs.merged, locate.inputs.merged, QUEUE)
  system.connect(locate.outputs.sightings, cluster.inputs.sightings, QUEUE)
  system.connect(cluster.outputs.surveys, output.inputs.surveys, QUEUE)
  return { flight, output }
}

/** The pipeline over a recording. Whoever starts it reads both of its outputs. */
export function airsideSystem(recording: Recording, replicas = REPLICAS_DEFAULT) {
  return defineSystem('airside', (system) => {
    const { flight, output } = build(system, recording, replicas)
    return { outputs: { faults: flight.outputs.faults, summary: output.outputs.summary } }
  })
}

export default defineSystem('airside', (system) => {
  build(system, generatedRecording(), REPLICAS_DEFAULT)
})
