// Looks for bright spots, and makes what people see of a frame later: a cut around each spot and a small picture for the
// map. Every frame goes on, also one without a spot.

import { defineWorker } from 'kahnveyor'
import type { CameraIntrinsics } from '../camera/intrinsics.ts'
import { BrightSpotDetector } from '../detection/bright-spot-detector.ts'
import type { BrightSpotOptions } from '../detection/bright-spot-options.ts'
import { cutOut } from '../detection/cut-out.ts'
import type { Detection } from '../detection/detection.ts'
import type { Rectangle } from '../detection/region.ts'
import { CROP_PX, DETECTIONS_MAX, Detections, Frame } from '../messages.ts'
import { reducedPicture } from '../outputs/thumbnail.ts'
import type { MapPictures } from '../recordings/recording.ts'
import { frameInPlace } from './bytes-in-place.ts'

export interface DetectTargetArgs {
  readonly cameras: readonly CameraIntrinsics[]
  /** Undefined or null: nothing is looked for. */
  readonly detector: Partial<BrightSpotOptions> | null
  readonly pictures: MapPictures
  /** The part of a frame that is shown. */
  readonly area: Rectangle | null
}

export default defineWorker(import.meta.url, {
  inputs: { frames: Frame },
  outputs: { detections: Detections },
  setup: ({ cameras, detector, pictures, area }: DetectTargetArgs, context) => ({
    detectors: cameras.map(({ widthPx, heightPx }) =>
      detector === null ? undefined : new BrightSpotDetector(widthPx, heightPx, detector),
    ),
    pictures,
    area: area ?? undefined,
    log: context.log,
  }),
  fire: async ({ detectors, pictures, area, log }, { frames: { timeUs, facts, grey, colour } }, out) => {
    const image = grey ?? colour
    if (image === undefined) {
      out.detections.put({ timeUs, facts, found: [], leftOut: 0 })
      return
    }
    const frame = frameInPlace(image)
    const spots = detectors[facts.camera]?.detect(frame) ?? []
    const kept = brightest(spots)
    if (kept.length < spots.length)
      log.warn(`${facts.name}: ${spots.length} spots, the ${kept.length} brightest are kept`)
    // Encoding is asynchronous work on other threads, so it gets a copy of its own.
    const shown = facts.index % pictures.everyFrames === 0 ? { ...frame, data: frame.data.slice() } : undefined
    const picture = shown && (await reducedPicture(shown, Math.min(pictures.widthPx, frame.widthPx), area))
    out.detections.put({
      timeUs,
      facts,
      found: kept.map((spot) => ({ ...spot, crop: cutOut(frame, spot.centreX, spot.centreY, CROP_PX) })),
      leftOut: spots.length - kept.length,
      picture,
    })
  },
})

// In the order in which they were found, so that the choice does not show where nothing is left out.
function brightest(spots: readonly Detection[]): readonly Detection[] {
  if (spots.length <= DETECTIONS_MAX) return spots
  const chosen = new Set([...spots].sort((a, b) => b.meanBrightness - a.meanBrightness).slice(0, DETECTIONS_MAX))
  return spots.filter((spot) => chosen.has(spot))
}
