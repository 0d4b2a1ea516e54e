// Puts a file in place whole or not at all: a temporary file in the same folder, flushed, renamed over the old one, and
// the folder flushed too. A program killed at any instant leaves the old file or the new one, never a mixture.
// Leaves out locking: two programs that save the same file at once both succeed, and the later rename stays.
import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import * as fs from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { refuse } from '@shared/api/errors'
import type { Refusal } from '@shared/api/lab-api'

export type WriteOutcome = { ok: true } | { ok: false; refusal: Refusal }

/** Left free on the disk beside the file itself, so that a journal and a log still fit. */
const RESERVE_BYTES = 256 * 1024
const TEMPORARY = '.iovlab-tmp'

export async function atomicWrite(file: string, content: string | Uint8Array): Promise<WriteOutcome> {
  let temporary: string | null = null
  try {
    const target = await throughLinks(file)
    const folder = dirname(target)
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content
    if (!(await hasRoom(folder, bytes.byteLength))) return { ok: false, refusal: refuse('disk-full', file) }
    await removeLeftovers(folder, basename(target))

    temporary = join(folder, `.${basename(target)}.${process.pid}.${randomBytes(4).toString('hex')}${TEMPORARY}`)
    const handle = await fs.open(temporary, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o666)
    try {
      const mode = await modeOf(target)
      if (mode !== null) await handle.chmod(mode)
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await fs.rename(temporary, target)
    temporary = null
    await flushFolder(folder)
    return { ok: true }
  } catch (cause) {
    if (temporary !== null) await fs.rm(temporary, { force: true })
    return { ok: false, refusal: refusalOf(cause, file) }
  }
}

/** A link stays a link: what it points to is replaced. */
async function throughLinks(file: string): Promise<string> {
  try {
    return await fs.realpath(file)
  } catch {
    // not there yet
    return file
  }
}

async function modeOf(file: string): Promise<number | null> {
  try {
    return (await fs.stat(file)).mode & 0o777
  } catch {
    return null
  }
}

async function hasRoom(folder: string, bytes: number): Promise<boolean> {
  try {
    const { bavail, blocks, bsize } = await fs.statfs(folder)
    // some say that they have no blocks at all
    return blocks === 0 || bavail * bsize >= bytes + RESERVE_BYTES
  } catch {
    // some file systems do not say; the write itself will
    return true
  }
}

/** Temporary files of programs that were killed while they saved this file. */
async function removeLeftovers(folder: string, base: string): Promise<void> {
  const start = `.${base}.`
  for (const name of await namesIn(folder)) {
    if (!name.startsWith(start) || !name.endsWith(TEMPORARY)) continue
    const pid = Number(name.slice(start.length).split('.')[0])
    if (pid !== process.pid && !isAlive(pid)) await fs.rm(join(folder, name), { force: true })
  }
}

/** None where the folder may be written and not read. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await fs.readdir(folder)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EACCES') return []
    throw cause
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** The file is in place by then: some file systems refuse to flush a folder, and some folders may be written and not read. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  let handle: fs.FileHandle | null = null
  try {
    handle = await fs.open(folder, constants.O_RDONLY)
    await handle.sync()
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EIO') throw cause
  } finally {
    await handle?.close()
  }
}

function refusalOf(cause: unknown, file: string): Refusal {
  const code = (cause as NodeJS.ErrnoException).code
  if (code === 'ENOSPC' || code === 'EDQUOT') return refuse('disk-full', file)
  return refuse('not-writable', `${file}: ${cause instanceof Error ? cause.message : String(cause)}`)
}
