// From pixels to places on the ground, and the ground that each frame shows.

import { defineWorker } from 'kahnveyor'
import type { CameraIntrinsics } from '../camera/intrinsics.ts'
import type { CameraMount } from '../camera/mount.ts'
import type { Rectangle } from '../detection/region.ts'
import { Geolocator } from '../geolocation/geolocator.ts'
import type { PoseUncertainty } from '../geolocation/sighting-error.ts'
import { Merged, Sightings } from '../messages.ts'

export interface GeolocationArgs {
  readonly cameras: readonly CameraIntrinsics[]
  readonly mount: CameraMount
  readonly uncertainty: Partial<PoseUncertainty>
  /** The part of a frame that is shown. */
  readonly area: Rectangle | null
}

export default defineWorker(import.meta.url, {
  inputs: { merged: Merged },
  outputs: { sightings: Sightings },
  setup: ({ cameras, mount, uncertainty, area }: GeolocationArgs, context) => ({
    locators: cameras.map((camera) => new Geolocator({ camera, mount, uncertainty })),
    area: area ?? undefined,
    log: context.log,
  }),
  fire: ({ locators, area, log }, { merged: { timeUs, pose, detections } }, out) => {
    const { facts, found, picture, leftOut } = detections
    const locator = locators[facts.camera]!
    if (pose === undefined) {
      out.sightings.put({ timeUs, facts, sightings: [], leftOut, picture })
      return
    }
    const { sightings, refused } = locator.locate([...found], pose, facts.gimbal)
    for (const { reason } of refused) log.warn(`${facts.name}: a detection has no place on the ground: ${reason}`)
    const crops = [...found].filter((_, index) => refused.every((each) => each.index !== index))
    out.sightings.put({
      timeUs,
      facts,
      pose,
      footprint: locator.footprint(pose, facts.gimbal, area)?.flatMap(({ northM, eastM }) => [northM, eastM]),
      sightings: sightings.map(({ northM, eastM, errorM, label, confidence }, index) => ({
        northM,
        eastM,
        errorM,
        label,
        confidence,
        crop: crops[index]!.crop,
      })),
      leftOut,
      picture,
    })
  },
})
