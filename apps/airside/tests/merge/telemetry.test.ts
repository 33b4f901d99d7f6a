import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LocalFrame } from '../../src/geometry/geodesy.ts'
import {
  bracketingSamples,
  interpolateTelemetry,
  poseOfTelemetry,
  type TelemetrySample,
} from '../../src/merge/telemetry.ts'

const at = (timeUs: number, change: Partial<TelemetrySample> = {}): TelemetrySample => ({
  timeUs,
  latitudeDeg: 48,
  longitudeDeg: 14,
  heightM: 30,
  yawRad: 0,
  pitchRad: 0,
  rollRad: 0,
  ...change,
})

test('position and height move along the line', () => {
  const sample = interpolateTelemetry(at(0), at(100, { latitudeDeg: 48.001, longitudeDeg: 14.002, heightM: 34 }), 25)
  assert.ok(Math.abs(sample.latitudeDeg - 48.00025) < 1e-12)
  assert.ok(Math.abs(sample.longitudeDeg - 14.0005) < 1e-12)
  assert.equal(sample.heightM, 31)
  assert.equal(sample.timeUs, 25)
})

test('yaw goes the short way across plus and minus pi, in both directions', () => {
  const east = interpolateTelemetry(at(0, { yawRad: 3.1 }), at(100, { yawRad: -3.1 }), 50)
  assert.ok(Math.abs(Math.abs(east.yawRad) - Math.PI) < 1e-9, `yaw ${east.yawRad}`)
  const quarter = interpolateTelemetry(at(0, { yawRad: -3.0 }), at(100, { yawRad: 3.0 }), 25)
  assert.ok(Math.abs(quarter.yawRad - (-3.0 - (2 * Math.PI - 6) / 4)) < 1e-9, `yaw ${quarter.yawRad}`)
})

test('longitude goes the short way across 180 degrees', () => {
  const sample = interpolateTelemetry(at(0, { longitudeDeg: 179.9999 }), at(100, { longitudeDeg: -179.9999 }), 50)
  assert.ok(Math.abs(Math.abs(sample.longitudeDeg) - 180) < 1e-9)
})

test('an attitude between two equal ones is the same, straight down included', () => {
  const down = { yawRad: 0.4, pitchRad: -Math.PI / 2, rollRad: 0 }
  assert.ok(Math.abs(interpolateTelemetry(at(0, down), at(10, down), 5).pitchRad + Math.PI / 2) < 1e-7)
  const tilted = { yawRad: 1, pitchRad: 0.2, rollRad: -0.3 }
  const sample = interpolateTelemetry(at(0, tilted), at(10, tilted), 5)
  assert.ok(Math.abs(sample.yawRad - 1) + Math.abs(sample.pitchRad - 0.2) + Math.abs(sample.rollRad + 0.3) < 1e-12)
})

test('a time outside the two samples is refused', () => {
  assert.throws(() => interpolateTelemetry(at(0), at(10), 11), { code: 'AS_MERGE_TIME' })
})

test('the bracketing samples are found in a sorted list, and none outside it', () => {
  const samples = [at(10), at(20), at(30)]
  const times = (timeUs: number) => {
    const found = bracketingSamples(samples, timeUs)
    return found && [found.before.timeUs, found.after.timeUs]
  }
  assert.deepEqual(times(10), [10, 20])
  assert.deepEqual(times(25), [20, 30])
  assert.deepEqual(times(30), [30, 30])
  assert.equal(times(9), undefined)
  assert.equal(times(31), undefined)
})

test('height above home becomes a negative down', () => {
  const frame = new LocalFrame({ latitudeDeg: 48, longitudeDeg: 14, altitudeM: 280 })
  const pose = poseOfTelemetry(frame, at(0, { heightM: 12.5, yawRad: 1 }))
  assert.deepEqual([pose.downM, pose.yawRad], [-12.5, 1])
  assert.ok(Math.hypot(pose.northM, pose.eastM) < 1e-6)
})
