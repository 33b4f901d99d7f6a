import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AirsideError } from '../../src/airside-error.ts'
import { telemetryFaultAt } from '../../src/flight/flight-telemetry.ts'
import { GeneratedFlight } from '../../src/flight/generated-flight.ts'

test('telemetry surrounds every frame in time, and times only rise', () => {
  const flight = new GeneratedFlight()
  const times = Array.from({ length: flight.telemetryCount }, (_, index) => flight.telemetryAt(index).timeUs)
  for (let index = 1; index < times.length; index++) assert.ok(times[index]! > times[index - 1]!)
  assert.ok(flight.entryAt(0).timeUs > times[0]!)
  assert.ok(flight.entryAt(flight.frameCount - 1).timeUs < times.at(-1)!)
  assert.ok(!times.includes(flight.entryAt(3).timeUs))
})

test('a sound row is within a metre and a degree of where the vehicle truly was', () => {
  const flight = new GeneratedFlight()
  for (let index = 0; index < flight.telemetryCount; index += 7) {
    if (telemetryFaultAt(flight.options, index)) continue
    const row = flight.telemetryAt(index)
    const pose = flight.poseAt(row.timeUs)
    const altitudeM = flight.options.homeAltitudeM + row.heightM
    const place = flight.localFrame.toLocal({ ...row, altitudeM })
    assert.ok(Math.hypot(place.northM - pose.northM, place.eastM - pose.eastM) < 0.8)
    assert.ok(Math.abs(place.downM - pose.downM) < 0.6)
    assert.ok(Math.abs(Math.sin(row.yawRad - pose.yawRad)) < 0.017)
    assert.ok(Math.abs(row.rollRad - pose.rollRad) < 0.017)
    assert.ok(Math.abs(row.pitchRad - pose.pitchRad) < 0.017)
  }
})

test('the log has rows with height 0 and rows far away, few and never the first', () => {
  const flight = new GeneratedFlight()
  const faults = new Map<number, string>()
  for (let index = 0; index < flight.telemetryCount; index++) {
    const fault = telemetryFaultAt(flight.options, index)
    if (fault) faults.set(index, fault)
  }
  assert.ok(faults.size >= 5 && faults.size < flight.telemetryCount / 25)
  assert.ok(!faults.has(0))
  for (const [index, fault] of faults) {
    const row = flight.telemetryAt(index)
    if (fault === 'height-zero') assert.equal(row.heightM, 0)
    else assert.ok(Math.abs(row.latitudeDeg - flight.telemetryAt(0).latitudeDeg) > 0.001)
  }
  assert.deepEqual(new Set(faults.values()), new Set(['height-zero', 'position-jump']))
})

test('an option or index that cannot be is refused by name', () => {
  const isError = (code: string, place: string) => (error: unknown) =>
    error instanceof AirsideError && error.code === code && error.place === place
  assert.throws(() => new GeneratedFlight({ speedMps: 0 }), isError('AS_FLIGHT_OPTION', 'flight.speedMps'))
  assert.throws(
    () => new GeneratedFlight({ hight: 3 } as Record<string, number>),
    isError('AS_FLIGHT_OPTION', 'flight.hight'),
  )
  const flight = new GeneratedFlight()
  assert.throws(() => flight.telemetryAt(-1), isError('AS_INDEX', 'flight.telemetry'))
  assert.throws(() => flight.frameAt(0, new Uint8Array(10)), isError('AS_BUFFER_TOO_SMALL', 'frame-0000'))
  assert.throws(
    () => new GeneratedFlight({ targetCount: 500 }).spots,
    isError('AS_FLIGHT_TARGETS', 'flight.targetCount'),
  )
})
