import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { AirsideError } from '../../src/airside-error.ts'
import type { Frame } from '../../src/detection/frame.ts'
import { reducedPicture, thumbnailOf } from '../../src/outputs/thumbnail.ts'

const frame: Frame = { format: 'gray8', widthPx: 64, heightPx: 48, data: new Uint8Array(64 * 48).fill(90) }
frame.data[20 * 64 + 62] = 255

async function decoded(uri: string) {
  const bytes = Buffer.from(uri.replace(/^data:image\/\w+;base64,/, ''), 'base64')
  return sharp(bytes).raw().toBuffer({ resolveWithObject: true })
}

test('a thumbnail is a square around its place, dark beside the frame', async () => {
  const uri = await thumbnailOf(frame, { centreXPx: 62, centreYPx: 20, reachPx: 10, sizePx: 40 })
  assert.match(uri, /^data:image\/jpeg;base64,/)
  const { data, info } = await decoded(uri)
  assert.deepEqual([info.width, info.height], [40, 40])
  assert.ok(data[(20 * 40 + 38) * info.channels]! < 40)
  assert.ok(data[(10 * 40 + 5) * info.channels]! > 70)
})

test('a thumbnail whose place is far outside is refused', async () => {
  await assert.rejects(
    thumbnailOf(frame, { centreXPx: 500, centreYPx: 20, reachPx: 10 }),
    (error: unknown) => error instanceof AirsideError && error.code === 'AS_THUMBNAIL',
  )
})

test('a reduced picture keeps the shape of the frame, or of the part of it that is asked for', async () => {
  const whole = await decoded(await reducedPicture(frame, 32))
  assert.deepEqual([whole.info.width, whole.info.height], [32, 24])
  const part = await decoded(await reducedPicture(frame, 16, { x1: 30, y1: 4, x2: 62, y2: 12 }))
  assert.deepEqual([part.info.width, part.info.height], [16, 4])
})
