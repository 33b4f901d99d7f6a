import assert from 'node:assert/strict'
import { test } from 'node:test'
import { earthCentredFromGlobal, globalFromEarthCentred, LocalFrame } from '../../src/geometry/geodesy.ts'
import { withVectors } from '../reference-vectors.ts'

withVectors('geodesy', (vectors) => {
  const [latitudeDeg, longitudeDeg, altitudeM] = vectors.home
  const frame = new LocalFrame({ latitudeDeg, longitudeDeg, altitudeM })
  for (const { global, ned } of vectors.derived) {
    // A pair that starts with `global` asks for metres, the others for degrees; each is checked both ways.
    test(`geodesy: global ${JSON.stringify(global)} is ${JSON.stringify(ned)}`, () => {
      const local = frame.toLocal({ latitudeDeg: global[0], longitudeDeg: global[1], altitudeM: global[2] })
      assert.ok(Math.abs(local.northM - ned[0]) < 1e-4, `north ${local.northM}`)
      assert.ok(Math.abs(local.eastM - ned[1]) < 1e-4, `east ${local.eastM}`)
      assert.ok(Math.abs(local.downM - ned[2]) < 1e-4, `down ${local.downM}`)
      const back = frame.toGlobal({ northM: ned[0], eastM: ned[1], downM: ned[2] })
      assert.ok(Math.abs(back.latitudeDeg - global[0]) < 1e-9, `latitude ${back.latitudeDeg}`)
      assert.ok(Math.abs(back.longitudeDeg - global[1]) < 1e-9, `longitude ${back.longitudeDeg}`)
      assert.ok(Math.abs(back.altitudeM - global[2]) < 1e-4, `altitude ${back.altitudeM}`)
    })
  }
})

test('going to earth-centred coordinates and back loses less than a micrometre anywhere, poles included', () => {
  for (const latitudeDeg of [-90, -45.5, 0, 1e-9, 30, 89.9999, 90]) {
    for (const altitudeM of [-400, 0, 9000, 100_000]) {
      const given = { latitudeDeg, longitudeDeg: 123.25, altitudeM }
      const back = globalFromEarthCentred(earthCentredFromGlobal(given))
      assert.ok(Math.abs(back.latitudeDeg - latitudeDeg) < 1e-11, `latitude ${latitudeDeg}: ${back.latitudeDeg}`)
      assert.ok(Math.abs(back.altitudeM - altitudeM) < 1e-6, `altitude ${altitudeM}: ${back.altitudeM}`)
    }
  }
})

test('a home with latitude and longitude exchanged is refused by name', () => {
  const home = { latitudeDeg: 139.7, longitudeDeg: 35.6, altitudeM: 0 }
  assert.throws(() => new LocalFrame(home), { code: 'AS_GEODESY_POSITION', place: 'home.latitudeDeg' })
})
