/** Images: width and height, then the pixels row by row without gaps, seen in place. */
import type { Region } from '../memory/region.ts'
import { type ArrayKind, ArrayWindow } from './array-window.ts'
import type { Place, Viewer } from './codec.ts'
import { defineMessage } from './define-message.ts'
import { checkedBound } from './layout.ts'
import type { PlacedMessage } from './message.ts'
import { located, Mismatch, mismatch } from './mismatch.ts'
import type { NumberArray, ReadonlyNumberArray } from './readonly-array.ts'
import { takeAccessors } from './struct-parts.ts'
import { copyElements } from './typed-array.ts'

export type ImageFormat = keyof typeof IMAGE_FORMATS
export type PixelArray<Format extends ImageFormat> = Format extends 'gray16' ? Uint16Array : Uint8Array

export interface ImageMessage<Format extends ImageFormat>
  extends PlacedMessage<
    ImageView<Format>,
    ImageValue<Format>,
    ImageDraft<Format>,
    PuttableImage<Format>,
    { readonly image: Format }
  > {}

export interface ImageView<Format extends ImageFormat> {
  /** In pixels. */
  readonly width: number
  /** In pixels. */
  readonly height: number
  /** Samples per pixel. */
  readonly channels: number
  readonly format: Format
  /** `width * height * channels` samples, in place. */
  readonly data: ReadonlyNumberArray<PixelArray<Format>>
}

export interface ImageValue<Format extends ImageFormat> {
  width: number
  height: number
  channels: number
  format: Format
  data: PixelArray<Format>
}

export interface PuttableImage<Format extends ImageFormat> {
  readonly width: number
  readonly height: number
  readonly format?: Format
  readonly data: ReadonlyNumberArray<PixelArray<Format>>
}

/** Written in place. A new one has the maximum width and height. */
export interface ImageDraft<Format extends ImageFormat> {
  readonly width: number
  readonly height: number
  readonly channels: number
  readonly format: Format
  /** `width * height * channels` samples, in place. */
  readonly data: PixelArray<Format>
  /** Sets width and height in pixels; `data` is then of that size. What stood there stays. */
  resize(width: number, height: number): void
}

export interface ImageBounds {
  /** In pixels. */
  readonly maxWidth: number
  /** In pixels. */
  readonly maxHeight: number
}

/** An image of at most `maxWidth` times `maxHeight` pixels of one format. */
export function image<Format extends ImageFormat>(format: Format, bounds: ImageBounds): ImageMessage<Format> {
  const { maxWidth, maxHeight } = bounds
  const name = `image(${format}, ${maxWidth}x${maxHeight})`
  checkedBound(name, 'maxWidth', maxWidth)
  checkedBound(name, 'maxHeight', maxHeight)
  const kind = { ...IMAGE_FORMATS[format], format, maxWidth, maxHeight }
  return defineMessage({
    layout: {
      kind: 'image',
      name,
      sizeBytes: HEADER_BYTES + maxWidth * maxHeight * kind.channels * kind.samples.elementBytes,
      alignBytes: PAYLOAD_ALIGN_BYTES,
      format,
      bounds: { maxWidth, maxHeight },
    },
    draftedBy: 'place',
    encode: (region, at, value) => encode(region, at, value, kind),
    viewer: (place) => new InPlaceImage(place, kind),
    drafter: (place, path) => new InPlaceImageDraft(place, kind, path),
    reset: (region, at) => writeSize(region, at, maxWidth, maxHeight),
    copy: (view) => copy(view as ImageValue<ImageFormat>),
  })
}

function encode(region: Region, at: number, value: unknown, kind: ImageKind): void {
  if (typeof value !== 'object' || value === null) throw mismatch('an image { width, height, data }', value)
  const { width, height, format, data } = value as Partial<ImageValue<ImageFormat>>
  if (format !== undefined && format !== kind.format) throw mismatch(`'${kind.format}'`, format).within('.format')
  checkSize(width, height, kind)
  if (!(data instanceof kind.samples.constructor)) {
    throw mismatch(`a ${kind.samples.constructor.name}`, data).within('.data')
  }
  const samples = (width as number) * (height as number) * kind.channels
  if (data.length !== samples) {
    const advice = 'Put width * height * channels samples without gaps between the rows.'
    throw new Mismatch(`${samples} samples`, `${data.length} samples`, advice).within('.data')
  }
  writeSize(region, at, width as number, height as number)
  copyElements(region, at + HEADER_BYTES, data)
}

function checkSize(width: unknown, height: unknown, { maxWidth, maxHeight }: ImageKind): void {
  if (!isLength(width, maxWidth)) throw mismatch(`a whole number from 0 to ${maxWidth}`, width).within('.width')
  if (!isLength(height, maxHeight)) throw mismatch(`a whole number from 0 to ${maxHeight}`, height).within('.height')
}

function isLength(length: unknown, max: number): boolean {
  return Number.isInteger(length) && (length as number) >= 0 && (length as number) <= max
}

function writeSize(region: Region, at: number, width: number, height: number): void {
  region.u32[(at + WIDTH_OFFSET) >>> 2] = width
  region.u32[(at + HEIGHT_OFFSET) >>> 2] = height
}

function copy({ width, height, channels, format, data }: ImageValue<ImageFormat>): ImageValue<ImageFormat> {
  return { width, height, channels, format, data: data.slice() as Uint8Array }
}

class InPlaceImage implements Viewer {
  readonly #place: Place
  readonly #window: ArrayWindow
  declare readonly width: number
  declare readonly height: number
  declare readonly data: NumberArray
  readonly channels: number
  readonly format: ImageFormat
  #at = 0

  constructor(place: Place, kind: ImageKind) {
    this.#place = place
    this.#window = new ArrayWindow(place, kind.samples)
    this.channels = kind.channels
    this.format = kind.format
    Object.defineProperties(this, SHOWN)
  }

  at(at: number): this {
    this.#at = at
    return this
  }

  get widthInPlace(): number {
    return this.#place.region.u32[(this.#at + WIDTH_OFFSET) >>> 2] as number
  }

  get heightInPlace(): number {
    return this.#place.region.u32[(this.#at + HEIGHT_OFFSET) >>> 2] as number
  }

  get dataInPlace(): NumberArray {
    return this.#window.over(this.#at + HEADER_BYTES, this.width * this.height * this.channels)
  }

  protected setSize(width: number, height: number): void {
    writeSize(this.#place.region, this.#at, width, height)
  }
}

class InPlaceImageDraft extends InPlaceImage {
  readonly #kind: ImageKind
  readonly #path: string

  constructor(place: Place, kind: ImageKind, path: string) {
    super(place, kind)
    this.#kind = kind
    this.#path = path
  }

  resize(width: number, height: number): void {
    try {
      checkSize(width, height, this.#kind)
    } catch (thrown) {
      throw located(thrown, this.#path)
    }
    this.setSize(width, height)
  }
}

const SHOWN = takeAccessors(InPlaceImage.prototype, {
  widthInPlace: 'width',
  heightInPlace: 'height',
  dataInPlace: 'data',
})

interface ImageKind extends ImageBounds {
  readonly format: ImageFormat
  readonly channels: number
  readonly samples: ArrayKind
}

const EIGHT_BITS: ArrayKind = { name: 'uint8Array', elementBytes: 1, constructor: Uint8Array }
const SIXTEEN_BITS: ArrayKind = { name: 'uint16Array', elementBytes: 2, constructor: Uint16Array }

const IMAGE_FORMATS = {
  gray8: { channels: 1, samples: EIGHT_BITS },
  gray16: { channels: 1, samples: SIXTEEN_BITS },
  rgb8: { channels: 3, samples: EIGHT_BITS },
  rgba8: { channels: 4, samples: EIGHT_BITS },
  bgr8: { channels: 3, samples: EIGHT_BITS },
} as const

const WIDTH_OFFSET = 0
const HEIGHT_OFFSET = WIDTH_OFFSET + 4
const HEADER_BYTES = HEIGHT_OFFSET + 4
const PAYLOAD_ALIGN_BYTES = 8
