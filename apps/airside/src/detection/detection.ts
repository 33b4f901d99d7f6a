// What a detector reports about one thing seen in one frame, and the rules that every detection keeps.

import { AirsideError } from '../airside-error.ts'

/**
 * A box in pixels from the outer corner of the image (the first pixel covers 0 to 1), x to the right, y down.
 * `x1 <= x2`, `y1 <= y2`, nothing below 0.
 */
export interface Detection {
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
  /** Where the thing is, to a fraction of a pixel; not always the middle of the box. */
  readonly centreX: number
  readonly centreY: number
  /** Kind of thing, 0 or more. */
  readonly label: number
  /** 0 to 1. */
  readonly confidence: number
  readonly areaPixels: number
  /** Mean grey value, 0 to 255. */
  readonly meanBrightness: number
}

/** The detections of one frame; the list may be empty. */
export interface FrameDetections {
  readonly timeUs: number
  readonly detections: readonly Detection[]
}

/** Box, label and confidence given from outside, with the middle of the box as its centre. */
export function detectionFromBox(
  bounds: readonly [number, number, number, number],
  label: number,
  confidence: number,
): Detection {
  const [x1, y1, x2, y2] = bounds
  return requireDetection({
    x1,
    y1,
    x2,
    y2,
    centreX: (x1 + x2) / 2,
    centreY: (y1 + y2) / 2,
    label,
    confidence,
    areaPixels: (x2 - x1) * (y2 - y1),
    meanBrightness: 0,
  })
}

/** Throws `AS_DETECTION_VALUE`, naming the field, for a detection that breaks a rule. */
export function requireDetection(detection: Detection, place = 'detection'): Detection {
  const { x1, y1, x2, y2, label, confidence } = detection
  if (!(x1 >= 0)) refuse(`${place}.x1`, `value=${x1} must not be below 0`)
  if (!(y1 >= 0)) refuse(`${place}.y1`, `value=${y1} must not be below 0`)
  if (!(x2 >= x1)) refuse(`${place}.x2`, `value=${x2} must not be below x1=${x1}`)
  if (!(y2 >= y1)) refuse(`${place}.y2`, `value=${y2} must not be below y1=${y1}`)
  if (!(label >= 0)) refuse(`${place}.label`, `value=${label} must not be below 0`)
  if (!(confidence >= 0 && confidence <= 1)) refuse(`${place}.confidence`, `value=${confidence} must be within [0, 1]`)
  return detection
}

/** Throws `AS_DETECTION_VALUE` for a frame stamped before time 0. */
export function requireFrameDetections(frame: FrameDetections, place = 'frame'): FrameDetections {
  if (!(frame.timeUs >= 0)) refuse(`${place}.timeUs`, `value=${frame.timeUs} must not be below 0`)
  for (const [index, detection] of frame.detections.entries()) {
    requireDetection(detection, `${place}.detections[${index}]`)
  }
  return frame
}

function refuse(place: string, what: string): never {
  throw new AirsideError('AS_DETECTION_VALUE', place, what)
}
