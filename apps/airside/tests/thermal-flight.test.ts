import assert from 'node:assert/strict'
import { test } from 'node:test'
import { intrinsicsFromCalibration } from '../src/camera/intrinsics.ts'
import { nadirMount } from '../src/camera/mount.ts'
import { TargetEstimator } from '../src/clustering/target-estimator.ts'
import { BrightSpotDetector } from '../src/detection/bright-spot-detector.ts'
import { thermalGrabOptions } from '../src/detection/thermal-grab-options.ts'
import { Geolocator } from '../src/geolocation/geolocator.ts'
import { LocalFrame } from '../src/geometry/geodesy.ts'
import { PlausibilityFilter } from '../src/merge/plausibility-filter.ts'
import {
  bracketingSamples,
  interpolateTelemetry,
  poseOfTelemetry,
  type TelemetrySample,
} from '../src/merge/telemetry.ts'
import { recordedFolder } from './reference-vectors.ts'
import { type RecordedFrame, readFrameTimes, readGpsLog, readPicture } from './thermal-flight.ts'

const folder = recordedFolder('aos-open-field-thermal')
const skip = folder === undefined && 'recorded flight is absent: ../shared/data/aos-open-field-thermal'

const home = new LocalFrame({ latitudeDeg: 48.3356, longitudeDeg: 14.3263, altitudeM: 281.99 })

const camera = intrinsicsFromCalibration({
  widthPx: 640,
  heightPx: 480,
  fx: 417.8933,
  fy: 526.2962,
  cx: 344.4168,
  cy: 206.0617,
  k1: -0.2536,
  k2: 0.0649,
})

/** Mounted backwards under a level gimbal: the top of the image points opposite to the heading. */
const geolocator = new Geolocator({
  camera,
  mount: { ...nadirMount, attitude: { yawRad: Math.PI, pitchRad: -Math.PI / 2, rollRad: 0 }, reference: 'heading' },
  uncertainty: { positionM: 1, heightM: 0.5, tiltRad: 0.03, yawRad: 0.03 },
})

function detectAll(path: string) {
  const detector = new BrightSpotDetector(640, 480, thermalGrabOptions)
  return readFrameTimes(path).map((frame) => ({ frame, detections: detector.detect(readPicture(path, frame.number)) }))
}

type SeenFrame = ReturnType<typeof detectAll>[number]

function estimate(seen: readonly SeenFrame[], telemetryAt: (frame: RecordedFrame) => TelemetrySample | undefined) {
  const estimator = new TargetEstimator()
  for (const { frame, detections } of seen) {
    const telemetry = telemetryAt(frame)
    if (telemetry === undefined) continue
    const { sightings } = geolocator.locate(detections, poseOfTelemetry(home, telemetry))
    estimator.add(sightings.map((sighting) => ({ ...sighting, timeUs: frame.timeUs })))
  }
  return { ...estimator.estimate(), sightings: estimator.snapshot() }
}

function interpolated(rows: readonly TelemetrySample[]) {
  return ({ timeUs }: RecordedFrame) => {
    const around = bracketingSamples(rows, timeUs)
    return around && interpolateTelemetry(around.before, around.after, timeUs)
  }
}

function plausibleRows(path: string): TelemetrySample[] {
  const filter = new PlausibilityFilter()
  const usable = readGpsLog(path).flatMap((row) => filter.push(row).usable)
  return [...usable, ...filter.finish().usable]
}

test('the person is found in frames 40 to 66 of the recorded flight, and nothing else in any frame', { skip }, () => {
  const found = detectAll(folder as string).flatMap(({ frame, detections }) => detections.map(() => frame.number))
  assert.deepEqual(
    found,
    Array.from({ length: 27 }, (_, index) => 40 + index),
  )
})

test('the recorded flight has one target, which rows without height do not move', { skip }, (context) => {
  const path = folder as string
  const seen = detectAll(path)
  const rows = readGpsLog(path).filter(({ yawRad }) => Number.isFinite(yawRad))
  const estimates = {
    'plausible rows, interpolated': estimate(seen, interpolated(plausibleRows(path))),
    'plausible rows, nearest': estimate(seen, ({ timeUs }) => {
      const around = bracketingSamples(plausibleRows(path), timeUs)
      return around && (timeUs - around.before.timeUs < around.after.timeUs - timeUs ? around.before : around.after)
    }),
    'all rows, interpolated': estimate(seen, interpolated(rows)),
    'frames.csv as it is': estimate(seen, ({ upstream }) => upstream),
  }
  for (const [name, { targets, sightings }] of Object.entries(estimates)) {
    for (const target of targets) {
      const { latitudeDeg, longitudeDeg } = home.toGlobal({ ...target, downM: 0 })
      const worstM = Math.max(...sightings.map((s) => Math.hypot(s.northM - target.northM, s.eastM - target.eastM)))
      context.diagnostic(
        `${name}: ${targets.length} target, ${target.sightings} of ${sightings.length} sightings, ` +
          `${latitudeDeg.toFixed(7)} ${longitudeDeg.toFixed(7)} (north ${target.northM.toFixed(2)} east ${target.eastM.toFixed(2)}), ` +
          `spread ${target.spreadM.toFixed(2)} m, furthest sighting ${worstM.toFixed(2)} m`,
      )
    }
  }
  const { targets } = estimates['plausible rows, interpolated']
  assert.equal(targets.length, 1)
  assert.equal(targets[0]?.sightings, 27)
  assert.ok((targets[0]?.spreadM ?? 9) < 1.5)
})
