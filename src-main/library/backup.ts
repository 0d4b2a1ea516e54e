// The previous versions of saved files, kept in the data folder and not beside the file. The newest few are kept.
import { createHash } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { Refusal } from '@shared/api/lab-api'
import { atomicWrite } from './atomic-write'
import { makeFolders } from './make-folders'

const KEPT = 10

export interface BackupEntry {
  file: string
  /** Milliseconds since 1970. */
  saved: number
}

export class Backups {
  constructor(
    private readonly folder: string,
    private readonly now: () => number = Date.now,
  ) {}

  async keep(file: string, text: string): Promise<{ ok: true } | { ok: false; refusal: Refusal }> {
    const home = this.homeOf(file)
    await makeFolders(home)
    const written = await atomicWrite(join(home, `${String(this.now()).padStart(15, '0')}-${basename(file)}`), text)
    if (!written.ok) return written
    const names = await this.names(home)
    for (const name of names.slice(KEPT)) await fs.rm(join(home, name), { force: true })
    return { ok: true }
  }

  /** The newest first. */
  async list(file: string): Promise<BackupEntry[]> {
    const home = this.homeOf(file)
    return (await this.names(home)).map((name) => ({ file: join(home, name), saved: Number(name.slice(0, 15)) }))
  }

  private async names(home: string): Promise<string[]> {
    try {
      const names = await fs.readdir(home)
      return names
        .filter((name) => /^\d{15}-/.test(name))
        .sort()
        .reverse()
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw cause
    }
  }

  private homeOf(file: string): string {
    return join(this.folder, createHash('sha256').update(resolve(file)).digest('hex').slice(0, 16))
  }
}
