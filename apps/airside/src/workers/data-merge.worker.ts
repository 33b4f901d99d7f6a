// Joins the detections of a frame with the pose at the frame's time, interpolated between the two rows of telemetry around
// it. Which rows those are is the input rule's work; it waits for proof, so the result does not depend on who is faster.

import { byTimestamp, defineWorker } from 'kahnveyor'
import { type GlobalPosition, LocalFrame } from '../geometry/geodesy.ts'
import { interpolateTelemetry, poseOfTelemetry } from '../merge/telemetry.ts'
import { Detections, Merged, Telemetry } from '../messages.ts'

export interface DataMergeArgs {
  readonly home: GlobalPosition
  /** Rows further apart do not tell where the vehicle was in between. */
  readonly telemetryGapUsMax: number
}

export default defineWorker(import.meta.url, {
  inputs: byTimestamp(
    { detections: Detections, odometry: Telemetry },
    { lead: 'detections', match: 'bracket', time: 'timeUs' },
  ),
  outputs: { merged: Merged },
  setup: ({ home, telemetryGapUsMax }: DataMergeArgs) => ({ local: new LocalFrame(home), telemetryGapUsMax }),
  fire: ({ local, telemetryGapUsMax }, { detections, odometry: { before, after } }, out) => {
    const { timeUs } = detections
    // A frame in a hole goes on without a pose: it is named in the end, where one that is dropped here is only counted.
    const pose =
      after.timeUs - before.timeUs <= telemetryGapUsMax
        ? poseOfTelemetry(local, interpolateTelemetry(before, after, timeUs))
        : undefined
    out.merged.put({ timeUs, detections, pose })
  },
})
