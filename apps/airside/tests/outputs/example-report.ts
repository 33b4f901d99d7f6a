// A small flight with every kind of thing in it, and texts that try to be markup.

import type { FlightReport } from '../../src/outputs/flight-report.ts'

const picture = `data:image/png;base64,${Buffer.from('not really a picture').toString('base64')}`
const startUs = 1_700_000_000_000_000

export const exampleReport: FlightReport = {
  title: `Field </script><b>'1'</b> & "2"`,
  home: { latitudeDeg: 47.5, longitudeDeg: 8.25, altitudeM: 400 },
  labelNames: ['nothing', 'warm <spot>'],
  track: Array.from({ length: 20 }, (_, index) => ({
    timeUs: startUs + index * 100_000,
    northM: index * 0.8,
    eastM: index * 0.3,
    heightM: 30 + index * 0.1,
    yawRad: 0.36,
  })),
  footprints: [0, 1].map((index) => ({
    frame: `frame-000${index}`,
    timeUs: startUs + 50_000 + index * 500_000,
    corners: [
      { northM: 10 + index, eastM: -15 },
      { northM: 10 + index, eastM: 15 },
      { northM: -10 + index, eastM: -15 },
      { northM: -10 + index, eastM: 15 },
    ],
    ...(index === 0 ? { picture, note: 'turned' } : {}),
  })),
  sightings: [
    {
      northM: 5.1,
      eastM: 2.2,
      frame: 'frame-0000',
      timeUs: startUs + 50_000,
      errorM: 0.7,
      label: 1,
      confidence: 1,
      target: 0,
    },
    {
      northM: 4.9,
      eastM: 1.8,
      frame: '=1+1,"x"',
      timeUs: startUs + 550_000,
      errorM: 0.8,
      label: 1,
      confidence: 0.5,
      target: -1,
    },
  ],
  targets: [{ northM: 5, eastM: 2, label: 1, sightings: 2, spreadM: 0.2236067977, thumbnail: picture }],
  score: { planted: 1, found: 1, false: 0, meanErrorM: 0.123456, maxErrorM: 0.2 },
}
