// All labs that a person can open without looking for a file: shipped ones, those saved in the data folder, recent files.
// Ids: a shipped lab has its file's name; the others have their path behind `mine:` or `recent:`.
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import type { LibraryEntry } from '@shared/api/lab-api'
import { fileNameOf, LAB_EXTENSION, labNameOf } from './lab-file'
import { makeFolders } from './make-folders'
import type { Recents } from './recents'
import { type ShippedLab, shippedLabs } from './shipped-labs'

export type LibraryPlace = { kind: 'shipped'; file: string } | { kind: 'own'; file: string }

export class Library {
  private shipped: Promise<ShippedLab[]> | null = null

  constructor(
    private readonly resourcesFolder: string,
    /** Where labs go that are saved without a dialog. */
    readonly ownFolder: string,
    private readonly recents: Recents,
  ) {}

  async list(): Promise<LibraryEntry[]> {
    const shipped = (await this.shippedLabs()).map(({ id, kind, name, summary }) => {
      return { id, kind, name, summary, file: null, modified: null, missing: false }
    })
    return [...shipped, ...(await this.own()), ...(await this.recent())]
  }

  /** Null: the library has no such lab. */
  async find(id: string): Promise<LibraryPlace | null> {
    const [, kind, file] = /^(mine|recent):(.+)$/s.exec(id) ?? []
    if (kind === 'mine' || kind === 'recent') {
      const known = kind === 'mine' ? await this.own() : await this.recent()
      return known.some((entry) => entry.id === id) ? { kind: 'own', file: file ?? '' } : null
    }
    const lab = (await this.shippedLabs()).find((shipped) => shipped.id === id)
    return lab === undefined ? null : { kind: 'shipped', file: lab.file }
  }

  removeRecent(id: string): void {
    this.recents.remove(id.replace(/^recent:/, ''))
  }

  /** A file in the own folder for a lab that has none yet, beside those that are there. */
  async freeFile(labName: string): Promise<string> {
    await makeFolders(this.ownFolder)
    const taken = new Set((await fs.readdir(this.ownFolder)).map((name) => name.toLowerCase()))
    for (let number = 1; ; number++) {
      const name = fileNameOf(number === 1 ? labName : `${labName} ${number}`, LAB_EXTENSION)
      if (!taken.has(name.toLowerCase())) return join(this.ownFolder, name)
    }
  }

  private shippedLabs(): Promise<ShippedLab[]> {
    this.shipped ??= shippedLabs(this.resourcesFolder)
    return this.shipped
  }

  private async own(): Promise<LibraryEntry[]> {
    let names: string[]
    try {
      names = await fs.readdir(this.ownFolder)
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw cause
    }
    const files = names.filter((name) => name.endsWith(LAB_EXTENSION)).map((name) => join(this.ownFolder, name))
    const entries = await Promise.all(files.map((file) => entryOf('mine', file, labNameOf(file))))
    return entries.sort((a, b) => (b.modified ?? 0) - (a.modified ?? 0))
  }

  private async recent(): Promise<LibraryEntry[]> {
    return Promise.all(this.recents.list().map(({ file, name }) => entryOf('recent', file, name)))
  }
}

async function entryOf(kind: 'mine' | 'recent', file: string, name: string): Promise<LibraryEntry> {
  const modified = await fs.stat(file).then(
    (stat) => Math.round(stat.mtimeMs),
    () => null,
  )
  return { id: `${kind}:${file}`, kind, name, summary: file, file, modified, missing: modified === null }
}
