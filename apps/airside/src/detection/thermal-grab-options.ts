// Detector options for pictures grabbed from the HDMI output of a FLIR Vue Pro (640 by 480, with its border and its
// logo), taken at about 30 m above ground.

import type { BrightSpotOptions } from './bright-spot-options.ts'

/**
 * Chosen on the recorded open field flight. A warm hedge fills a corner of the frame and the gain of the camera
 * wanders, so no brightness of its own tells a person: the percentile is off and the contrast to the surroundings
 * decides. A lying person is 200 to 350 pixels there and stands out by 60 to 100 grey levels, grass and hedge by up
 * to 45 over as many pixels. Every contrast from 45 to 55 gives the same frames.
 */
export const thermalGrabOptions: Partial<BrightSpotOptions> = {
  thresholdPercentile: 0,
  brightnessMin: 50,
  averageBrightnessMin: 110,
  contrastMin: 50,
  surroundingsRadiusPx: 32,
  areaPixels: [160, 600],
  activeArea: { x1: 84, y1: 8, x2: 556, y2: 454 },
  ignoreRegions: [{ x1: 455, y1: 8, x2: 556, y2: 65 }],
}
