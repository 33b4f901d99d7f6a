// From a source, or a folder of any known kind, to a recording.

import { existsSync, readdirSync } from 'node:fs'
import { extname, join } from 'node:path'
import { AirsideError } from '../airside-error.ts'
import { requireFolder } from '../inputs/input-folder.ts'
import { generatedRecording } from './generated-recording.ts'
import { photoRecording } from './photo-recording.ts'
import type { Recording, RecordingSource } from './recording.ts'
import { thermalRecording } from './thermal-recording.ts'

export async function openRecording(source: RecordingSource): Promise<Recording> {
  switch (source.kind) {
    case 'generated':
      return generatedRecording(source.flight, source.durationS)
    case 'thermal':
      return thermalRecording(source.folder)
    case 'photos':
      return photoRecording(source.folder, source.turned)
  }
}

/**
 * Looks at what is in a folder and says of which kind it is. Throws `AS_FOLDER_MISSING`, `AS_FOLDER_EMPTY` and
 * `AS_FOLDER_KIND`, which names the known kinds and what was found.
 */
export function sourceOfFolder(folder: string, turned?: readonly string[]): RecordingSource {
  requireFolder(folder)
  const names = readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .sort()
  if (names.length === 0) throw new AirsideError('AS_FOLDER_EMPTY', folder, `is empty; ${KINDS}`)
  const isThermal = ['images', 'derived', 'log'].filter((name) => existsSync(join(folder, name))).length >= 2
  if (isThermal) return { kind: 'thermal', folder }
  if (names.some((name) => ['.jpg', '.jpeg'].includes(extname(name).toLowerCase()))) {
    return { kind: 'photos', folder, ...(turned !== undefined && { turned: { names: turned, known: 'told' } }) }
  }
  const shown =
    names.length > SHOWN_MAX ? [...names.slice(0, SHOWN_MAX), `and ${names.length - SHOWN_MAX} more`] : names
  throw new AirsideError(
    'AS_FOLDER_KIND',
    folder,
    `is no recording of a known kind: it holds ${shown.join(', ')}. ${KINDS}`,
  )
}

const SHOWN_MAX = 8
const KINDS =
  'Known kinds: thermal frames (images/*.png, derived/frames.csv, log/GPSReceivedLog.log) and drone photos (*.jpg with EXIF and XMP)'
