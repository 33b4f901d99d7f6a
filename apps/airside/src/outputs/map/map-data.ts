// What the page draws, reduced to what it needs: centimetres, tenths of seconds, and positions as text.

import { LocalFrame } from '../../geometry/geodesy.ts'
import { isoTime, rounded, roundedPosition } from '../fixed-decimals.ts'
import { type FlightReport, labelName } from '../flight-report.ts'

/** Everything in `map.html` that differs from flight to flight. Lists of numbers, because there are thousands. */
export interface MapData {
  readonly title: string
  readonly startedAt: string
  readonly durationS: number
  /** Latitude and longitude of home, and how they change per metre north and east. */
  readonly place: {
    readonly home: readonly number[]
    readonly perNorthM: readonly number[]
    readonly perEastM: readonly number[]
  }
  /** Second, east, north, height, yaw in degrees. */
  readonly track: readonly (readonly number[])[]
  readonly frames: readonly {
    readonly name: string
    readonly atS: number
    /** East and north of top left, top right, bottom right, bottom left: once around. */
    readonly ring: readonly (readonly number[])[]
    readonly picture?: string
    readonly note?: string
  }[]
  readonly sightings: readonly {
    readonly frame: string
    readonly atS: number
    readonly at: readonly number[]
    readonly errorM: number
    readonly target: number
  }[]
  readonly targets: readonly {
    readonly at: readonly number[]
    readonly label: string
    readonly latitude: string
    readonly longitude: string
    readonly sightings: number
    readonly spreadM: number
    /** When it was first seen. */
    readonly fromS: number
    readonly thumbnail?: string
  }[]
  readonly score?: FlightReport['score']
}

/** The page's data for a report; equal reports give equal data. */
export function mapData(report: FlightReport): MapData {
  const local = new LocalFrame(report.home)
  const startUs = Math.min(...timesUs(report), Number.MAX_SAFE_INTEGER)
  const endUs = Math.max(...timesUs(report), startUs)
  const hasTimes = startUs !== Number.MAX_SAFE_INTEGER
  const second = (timeUs: number) => rounded((timeUs - startUs) / 1e6, 2)
  const point = (place: { northM: number; eastM: number }) => [rounded(place.eastM, 2), rounded(place.northM, 2)]
  const firstSeenS = report.targets.map((_, index) =>
    Math.min(...report.sightings.filter((each) => each.target === index).map((each) => second(each.timeUs)), endUs),
  )
  return {
    title: report.title,
    startedAt: hasTimes ? isoTime(startUs) : '',
    durationS: hasTimes ? second(endUs) : 0,
    place: placeOf(local),
    track: report.track.map((sample) => [
      second(sample.timeUs),
      ...point(sample),
      rounded(sample.heightM, 2),
      rounded((sample.yawRad * 180) / Math.PI, 1),
    ]),
    frames: report.footprints.map(({ frame, timeUs, corners, picture, note }) => ({
      name: frame,
      atS: second(timeUs),
      ring: [corners[0]!, corners[1]!, corners[3]!, corners[2]!].map(point),
      ...(picture !== undefined && { picture }),
      ...(note !== undefined && { note }),
    })),
    sightings: report.sightings.map((sighting) => ({
      frame: sighting.frame,
      atS: second(sighting.timeUs),
      at: point(sighting),
      errorM: rounded(sighting.errorM, 2),
      target: sighting.target,
    })),
    targets: report.targets.map((target, index) => {
      const { latitude, longitude } = roundedPosition(local, target)
      return {
        at: point(target),
        label: labelName(report, target.label),
        latitude: latitude.toFixed(7),
        longitude: longitude.toFixed(7),
        sightings: target.sightings,
        spreadM: rounded(target.spreadM, 2),
        fromS: Number.isFinite(firstSeenS[index]) && firstSeenS[index] !== endUs ? firstSeenS[index]! : 0,
        ...(target.thumbnail !== undefined && { thumbnail: target.thumbnail }),
      }
    }),
    ...(report.score && { score: report.score }),
  }
}

function timesUs(report: FlightReport): number[] {
  return [...report.track, ...report.footprints, ...report.sightings].map((each) => each.timeUs)
}

// Over the kilometre of a map, degrees are linear in metres to a few centimetres.
function placeOf(local: LocalFrame): MapData['place'] {
  const { latitudeDeg, longitudeDeg } = local.home
  const per = (northM: number, eastM: number) => {
    const moved = local.toGlobal({ northM, eastM, downM: 0 })
    return [
      rounded((moved.latitudeDeg - latitudeDeg) / 100, 12),
      rounded((moved.longitudeDeg - longitudeDeg) / 100, 12),
    ]
  }
  return { home: [latitudeDeg, longitudeDeg], perNorthM: per(100, 0), perEastM: per(0, 100) }
}
