// What travels between the workers. Times are microseconds of the recording's own clock, lengths metres, angles radians.

import { array, f64, image, list, optional, string, struct, u16, u32, u64, value } from 'kahnveyor'
import type { TargetEstimate } from './clustering/target-estimator.ts'
import type { FlightSummary } from './outputs/flight-summary.ts'

/** Largest picture that a frame can carry; photos are reduced to fit. */
export const PICTURE_MAX = { maxWidth: 1024, maxHeight: 1536 } as const
/** Edge of the square around a detection that travels with it. */
export const CROP_PX = 64
/** Of one frame; a detector that finds more keeps the brightest and says how many it left out. */
export const DETECTIONS_MAX = 32
/** What is cut off a longer text of a fault. */
export const FAULT_BYTES_MAX = 1000

export const Attitude = struct('Attitude', { yawRad: f64, pitchRad: f64, rollRad: f64 })

/** Metres about home, and the airframe's attitude. */
export const Pose = struct('Pose', { northM: f64, eastM: f64, downM: f64, yawRad: f64, pitchRad: f64, rollRad: f64 })

/** What is known of a frame beside its picture and its time; it goes with the frame to the end. */
export const FrameFacts = struct('FrameFacts', {
  index: u32,
  name: string({ maxBytes: 255 }),
  /** Which of the recording's cameras took it. */
  camera: u16,
  /** Against north and the horizon, where the recording has it. */
  gimbal: optional(Attitude),
  /** For people: what is special about this frame. */
  note: optional(string({ maxBytes: 300 })),
  /** Why there is no picture. */
  fault: optional(string({ maxBytes: FAULT_BYTES_MAX })),
})

/** A picture, grey or colour, or none where it could not be read. */
export const Frame = struct('Frame', {
  timeUs: u64,
  facts: FrameFacts,
  grey: optional(image('gray8', PICTURE_MAX)),
  colour: optional(image('rgb8', PICTURE_MAX)),
})

/** A row that can be true; what of it could not comes from the rows around it. */
export const Telemetry = struct('Telemetry', {
  timeUs: u64,
  latitudeDeg: f64,
  longitudeDeg: f64,
  heightM: f64,
  yawRad: f64,
  pitchRad: f64,
  rollRad: f64,
})

/** A row of telemetry, or a part of it, that cannot be true. */
export const TelemetryFault = struct('TelemetryFault', { timeUs: u64, fault: string({ maxBytes: 40 }) })

export const Found = struct('Found', {
  x1: f64,
  y1: f64,
  x2: f64,
  y2: f64,
  centreX: f64,
  centreY: f64,
  label: u16,
  confidence: f64,
  areaPixels: f64,
  meanBrightness: f64,
  /** What is around it, for people. */
  crop: image('gray8', { maxWidth: CROP_PX, maxHeight: CROP_PX }),
})

/** What was found in a frame, which may be nothing: every frame goes on, because the map shows it. */
export const Detections = struct('Detections', {
  timeUs: u64,
  facts: FrameFacts,
  found: list(Found, { max: DETECTIONS_MAX }),
  /** Detections beyond `DETECTIONS_MAX`. */
  leftOut: u32,
  /** The frame reduced for the map, as a data URI. */
  picture: optional(string({ maxBytes: 400_000 })),
})

/** Detections with the pose at their time; without one where telemetry has a hole. */
export const Merged = struct('Merged', { timeUs: u64, detections: Detections, pose: optional(Pose) })

export const Sighting = struct('Sighting', {
  northM: f64,
  eastM: f64,
  errorM: f64,
  label: u16,
  confidence: f64,
  crop: image('gray8', { maxWidth: CROP_PX, maxHeight: CROP_PX }),
})

/** A frame on the ground. */
export const Sightings = struct('Sightings', {
  timeUs: u64,
  facts: FrameFacts,
  pose: optional(Pose),
  /** North and east of its corners: top left, top right, bottom left, bottom right. */
  footprint: optional(array(f64, 8)),
  sightings: list(Sighting, { max: DETECTIONS_MAX }),
  leftOut: u32,
  picture: optional(string({ maxBytes: 400_000 })),
})

/** A frame on its way to the outputs, with the targets where they were estimated anew; after the last frame, targets alone. */
export const Survey = struct('Survey', {
  located: optional(Sightings),
  estimate: optional(value<TargetEstimate>('TargetEstimate', { maxBytes: 1 << 18 })),
  /** Sightings that came after the most that are kept. */
  unusedSightings: u32,
})

/** Everything that the terminal tells about a finished flight. */
export const Summary = value<FlightSummary>('FlightSummary', { maxBytes: 1 << 19 })
