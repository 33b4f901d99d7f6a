// Detector options for pictures grabbed from the HDMI output of a FLIR Vue Pro (640 by 480, with its border and its
// logo), taken at about 30 m above ground.

import type { BrightSpotOptions } from './bright-spot-options.ts'

/**
 * A warm hedge fills a corner of the frame and the gain of the camera wanders, so no brightness of its own tells a
 * person: the percentile is off and the contrast to the surroundings decides.
 *
 * Chosen on the recorded open field flight, so what they find there says nothing about another flight. On it every
 * contrast from 45 to 60 gives the same: the person in 27 of 28 frames (the first shows a part of 100 pixels), and
 * nothing else. At 40 hedge and grass are reported twice, at 35 24 times; at 70 two frames with the person are lost.
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
