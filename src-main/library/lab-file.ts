// A lab as a file: read it whole with limits, write it safely over what was there. Opening never changes a file, and
// saving never runs over a version that somebody else wrote in the meantime.
import * as fs from 'node:fs/promises'
import { basename } from 'node:path'
import { refuse } from '@shared/api/errors'
import type { Refusal } from '@shared/api/lab-api'
import { atomicWrite } from './atomic-write'
import type { Backups } from './backup'

/** Far above any real lab; keeps a mistaken choice (a film) from filling the memory. */
export const MAX_LAB_BYTES = 16 * 1024 * 1024
export const LAB_EXTENSION = '.iovlab.yaml'
const LAB_NAME = /\.iovlab\.(ya?ml|json)$/i

export type ReadOutcome = { ok: true; text: string } | { ok: false; refusal: Refusal }

export async function readLabFile(file: string): Promise<ReadOutcome> {
  try {
    const stat = await fs.stat(file)
    if (!stat.isFile()) return { ok: false, refusal: refuse('file-unreadable', file) }
    if (stat.size > MAX_LAB_BYTES) return { ok: false, refusal: refuse('file-too-large', file) }
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await fs.readFile(file))
    return { ok: true, text }
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return { ok: false, refusal: refuse('file-missing', file) }
    if (cause instanceof TypeError) return { ok: false, refusal: refuse('not-a-lab', `${file} is not UTF-8 text`) }
    return { ok: false, refusal: refuse('file-unreadable', file) }
  }
}

/**
 * Writes `text` over `file`. `expected` is what the file held when it was opened or last saved; null where a person has
 * just chosen to replace whatever is there. The previous version goes to the backups first.
 */
export async function writeLabFile(
  file: string,
  text: string,
  expected: string | null,
  backups: Backups,
): Promise<{ ok: true } | { ok: false; refusal: Refusal }> {
  const present = await readLabFile(file)
  if (present.ok) {
    if (expected !== null && present.text !== expected) return { ok: false, refusal: refuse('changed-on-disk', file) }
    if (present.text === text) return { ok: true }
    const kept = await backups.keep(file, present.text)
    if (!kept.ok) return kept
  }
  return atomicWrite(file, text)
}

/** `web rack.iovlab.yaml` → `web rack`. */
export function labNameOf(file: string): string {
  return basename(file)
    .replace(LAB_NAME, '')
    .replace(/\.(ya?ml|json)$/i, '')
}

/** A name that every file system takes. */
export function fileNameOf(labName: string, extension: string): string {
  const plain = labName
    .normalize('NFC')
    // eslint-disable-next-line no-control-regex -- control characters are what must go
    .replace(/[\u0000-\u001f<>:"/\\|?*]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^\.+|\.+$/g, '')
    .slice(0, 80)
  return `${plain === '' ? 'lab' : plain}${extension}`
}
