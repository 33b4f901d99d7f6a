// Small pictures as data URIs: a target cut out of a frame, and whole frames reduced for the map.

import sharp, { type Sharp } from 'sharp'
import { AirsideError } from '../airside-error.ts'
import type { Frame } from '../detection/frame.ts'
import type { Rectangle } from '../detection/region.ts'
import { channelsOf } from '../inputs/frame-entry.ts'

/** Reach of a square around a place, cut to `sizePx` pixels; beside the frame it is dark. */
export interface ThumbnailCut {
  readonly centreXPx: number
  readonly centreYPx: number
  readonly reachPx: number
  /** Edge of the finished picture; default 144. */
  readonly sizePx?: number
}

/** A square cut out of a frame, as a JPEG data URI. Throws `AS_THUMBNAIL` where the cut lies outside. */
export async function thumbnailOf(frame: Frame, cut: ThumbnailCut): Promise<string> {
  const { centreXPx, centreYPx, reachPx, sizePx = 144 } = cut
  const left = Math.round(centreXPx - reachPx)
  const top = Math.round(centreYPx - reachPx)
  const edge = Math.max(Math.round(2 * reachPx), 2)
  const inside = {
    left: Math.max(left, 0),
    top: Math.max(top, 0),
    right: Math.min(left + edge, frame.widthPx),
    bottom: Math.min(top + edge, frame.heightPx),
  }
  const [width, height] = [inside.right - inside.left, inside.bottom - inside.top]
  if (!(width > 0 && height > 0)) {
    throw new AirsideError('AS_THUMBNAIL', 'cut', `x=${centreXPx} y=${centreYPx} lies outside the frame`)
  }
  const piece = await raw(frame)
    .extract({ left: inside.left, top: inside.top, width, height })
    .extend({
      left: inside.left - left,
      top: inside.top - top,
      right: left + edge - inside.right,
      bottom: top + edge - inside.bottom,
      background: DARK,
    })
    .toColourspace('srgb')
    .png()
    .toBuffer()
  return dataUri(await sharp(piece).resize(sizePx, sizePx, { kernel: 'cubic' }).jpeg({ quality: 82 }).toBuffer())
}

/** A frame, or the part of it inside `area`, reduced to this width, as a data URI for `FrameFootprint.picture`. */
export async function reducedPicture(frame: Frame, widthPx: number, area?: Rectangle): Promise<string> {
  const part =
    area && raw(frame).extract({ left: area.x1, top: area.y1, width: area.x2 - area.x1, height: area.y2 - area.y1 })
  const reduced = (part ?? raw(frame)).resize({ width: widthPx }).toColourspace('srgb')
  return dataUri(await reduced.jpeg({ quality: 70 }).toBuffer())
}

const DARK = { r: 12, g: 14, b: 18 }

function raw({ data, widthPx, heightPx, format }: Frame): Sharp {
  const channels = channelsOf(format) as 1 | 3
  const used = data.subarray(0, widthPx * heightPx * channels)
  return sharp(used, { raw: { width: widthPx, height: heightPx, channels } })
}

function dataUri(bytes: Buffer): string {
  return `data:image/jpeg;base64,${bytes.toString('base64')}`
}
