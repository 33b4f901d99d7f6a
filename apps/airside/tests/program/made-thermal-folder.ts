// A thermal recording made for tests: a warm spot in the middle of every frame, and a log that goes straight north.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'

const START_S = 1_615_298_600

export interface MadeThermalFolder {
  readonly frames: number
  /** By how much the clock of the log is ahead of that of the frames. */
  readonly clockAheadS?: number
}

/** Frames `0.png` and on, one in 0.25 s. Returns the folder. */
export async function makeThermalFolder(folder: string, options: MadeThermalFolder): Promise<string> {
  const { frames, clockAheadS = 0 } = options
  for (const part of ['images', 'derived', 'log']) mkdirSync(join(folder, part), { recursive: true })
  const picture = pictureWithSpot()
  const table = ['image,frame_unix_time_s']
  for (let index = 0; index < frames; index++) {
    await sharp(picture, { raw: { width: 640, height: 480, channels: 1 } }).toFile(
      join(folder, 'images', `${index}.png`),
    )
    table.push(`images/${index}.png,${START_S + 1 + index * 0.25}`)
  }
  writeFileSync(join(folder, 'derived', 'frames.csv'), table.join('\n'))
  const rows = Array.from({ length: 10 + frames * 2 }, (_, row) => {
    const timeS = START_S + clockAheadS + row * 0.2
    return `2021-03-09 15:03:06,145 DEBUG ${483360694 + row} 143262925 3000 0 4 ${timeS.toFixed(6)} New WayPoint`
  })
  writeFileSync(join(folder, 'log', 'GPSReceivedLog.log'), `${rows.join('\n')}\n`)
  return folder
}

function pictureWithSpot(): Buffer {
  const picture = Buffer.alloc(640 * 480, 60)
  for (let y = 230; y < 250; y++) for (let x = 310; x < 330; x++) picture[y * 640 + x] = 220
  return picture
}
