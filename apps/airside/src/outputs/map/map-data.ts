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
  const [startUs, endUs] = spanUs(report)
  const second = (timeUs: number) => rounded((timeUs - startUs) / 1e6, 2)
  const point = (place: { northM: number; eastM: number }) => [rounded(place.eastM, 2), rounded(place.northM, 2)]
  const firstSeenS = report.targets.map((_, index) => {
    const own = report.sightings.filter((sighting) => sighting.target === index)
    return own.reduce((least, { timeUs }) => Math.min(least, second(timeUs)), own.length > 0 ? second(endUs) : 0)
  })
  return {
    title: report.title,
    startedAt: startUs > 0 ? isoTime(startUs) : '',
    durationS: second(endUs),
    place: placeOf(local),
    track: thinned(report.track).map((sample) => [
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
        fromS: firstSeenS[index]!,
        ...(target.thumbnail !== undefined && { thumbnail: target.thumbnail }),
      }
    }),
    ...(report.score && { score: report.score }),
  }
}

// First and last time of anything; both 0 where there is nothing.
function spanUs({ track, footprints, sightings }: FlightReport): [number, number] {
  const times = [...track, ...footprints, ...sightings].map((each) => each.timeUs)
  if (times.length === 0) return [0, 0]
  return times.reduce(
    ([least, most], timeUs) => [Math.min(least, timeUs), Math.max(most, timeUs)],
    [times[0]!, times[0]!],
  )
}

const TRACK_SAMPLES_MAX = 3000

// A browser draws some thousand pieces smoothly; an hour at 10 Hz has 36,000.
function thinned<Sample>(track: readonly Sample[]): readonly Sample[] {
  const step = Math.ceil(track.length / TRACK_SAMPLES_MAX)
  return step <= 1 ? track : track.filter((_, index) => index % step === 0 || index === track.length - 1)
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
