import assert from 'node:assert/strict'
import { test } from 'node:test'
import { detectionFromBox, requireFrameDetections } from '../../src/detection/detection.ts'
import { withVectors } from '../reference-vectors.ts'

withVectors('detection_validation', (vectors) => {
  for (const { in: given, ok } of vectors['Detection.create(bounds4,label,confidence)']) {
    test(`detection_validation: ${JSON.stringify(given)} is ${ok ? 'taken' : 'refused'}`, () => {
      const create = () => detectionFromBox(given[0], given[1], given[2])
      if (ok) create()
      else assert.throws(create, { code: 'AS_DETECTION_VALUE' })
    })
  }
  for (const { in: timeUs, ok } of vectors['DetectionsAndTime.create(timestamp)']) {
    test(`detection_validation: a frame at time ${timeUs} is ${ok ? 'taken' : 'refused'}`, () => {
      const create = () => requireFrameDetections({ timeUs, detections: [] })
      if (ok) create()
      else assert.throws(create, { code: 'AS_DETECTION_VALUE' })
    })
  }
})
