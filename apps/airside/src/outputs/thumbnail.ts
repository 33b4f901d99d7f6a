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
  return dataUri(
    await sharp(piece).resize(sizePx, sizePx, { kernel: 'cubic' }).jpeg({ quality: 82 }).toBuffer(),
    'jpeg',
  )
}

/**
 * A whole frame reduced to this width, as a data URI for `FrameFootprint.picture`. Outside `area`, if given, it is
 * transparent: a grabbed picture's border and what is written on it are no ground.
 */
export async function reducedPicture(frame: Frame, widthPx: number, area?: Rectangle): Promise<string> {
  const reduced = raw(frame).resize({ width: widthPx }).toColourspace('srgb')
  if (!area) return dataUri(await reduced.jpeg({ quality: 70 }).toBuffer(), 'jpeg')
  const scale = widthPx / frame.widthPx
  const edges = { left: Math.ceil(area.x1 * scale), top: Math.ceil(area.y1 * scale) }
  const width = Math.floor(area.x2 * scale) - edges.left
  const height = Math.floor(area.y2 * scale) - edges.top
  const inside = await sharp(await reduced.png().toBuffer())
    .extract({ ...edges, width, height })
    .png()
    .toBuffer()
  const heightPx = Math.round(frame.heightPx * scale)
  const whole = { right: widthPx - edges.left - width, bottom: heightPx - edges.top - height }
  const bordered = sharp(inside)
    .ensureAlpha()
    .extend({ ...edges, ...whole, background: CLEAR })
  return dataUri(await bordered.webp({ quality: 70 }).toBuffer(), 'webp')
}

const CLEAR = { r: 0, g: 0, b: 0, alpha: 0 }
const DARK = { r: 12, g: 14, b: 18 }

function raw({ data, widthPx, heightPx, format }: Frame): Sharp {
  const channels = channelsOf(format) as 1 | 3
  const used = data.subarray(0, widthPx * heightPx * channels)
  return sharp(used, { raw: { width: widthPx, height: heightPx, channels } })
}

function dataUri(bytes: Buffer, type: 'jpeg' | 'webp'): string {
  return `data:image/${type};base64,${bytes.toString('base64')}`
}
