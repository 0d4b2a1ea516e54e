// Where open labs come from and where they go: library, file, text, journal; save and save as.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { refuse } from '@shared/api/errors'
import type { OpenSource, Problem, Refusal, Reply } from '@shared/api/lab-api'
import { openLab } from '@shared/lab/migrations/index'
import { FORMAT } from '@shared/lab/schema'
import { Backups } from '../library/backup'
import { fileNameOf, LAB_EXTENSION, labNameOf, MAX_LAB_BYTES, readLabFile, writeLabFile } from '../library/lab-file'
import type { Client } from './client'
import { LabHost, type LabOrigin } from './lab-host'
import type { Rooms } from './rooms'

export type Opened =
  | { outcome: 'opened'; host: LabHost }
  | { outcome: 'refused'; refusal: Refusal; problems: Problem[] }
  | { outcome: 'cancelled' }

export type Saved = { outcome: 'saved' } | { outcome: 'refused'; refusal: Refusal } | { outcome: 'cancelled' }

export type LabFilesRooms = Pick<Rooms, 'surroundings' | 'library' | 'recents' | 'autosave' | 'dataFolder'>

export class LabFiles {
  private readonly backups: Backups

  constructor(private readonly rooms: LabFilesRooms) {
    this.backups = new Backups(join(rooms.dataFolder, 'backups'))
  }

  async open(source: OpenSource): Promise<Opened> {
    switch (source.kind) {
      case 'empty': {
        const document = { format: FORMAT, name: 'New lab' } as const
        return opened({ labId: randomUUID(), document, file: null, text: null, onDisk: null, isSaved: true })
      }
      case 'text':
        if (Buffer.byteLength(source.text) > MAX_LAB_BYTES) return refused('file-too-large', source.name)
        return this.openText(source.text, { file: null })
      case 'file':
        return this.mayRead(source.file) ? this.openFile(source.file, true) : refused('not-in-browser')
      case 'library': {
        const place = await this.rooms.library.find(source.id)
        if (place === null) return refused('unknown-entry', source.id)
        return this.openFile(place.file, place.kind === 'own')
      }
      case 'recovery':
        return this.recover(source.id)
    }
  }

  async openWithDialog(client: Client): Promise<Opened> {
    const { dialogs } = this.rooms.surroundings
    if (dialogs === null) return refused('not-in-browser')
    const file = await dialogs.openLab(client)
    return file === null ? { outcome: 'cancelled' } : this.openFile(file, true)
  }

  /** To the file it has; without one, to a file that a person chooses, or in a browser to the data folder. */
  async save(host: LabHost, client: Client): Promise<Saved> {
    if (host.file !== null) return this.write(host, host.file, host.onDisk)
    if (this.rooms.surroundings.dialogs !== null) return this.saveAs(host, client)
    return this.write(host, await this.rooms.library.freeFile(host.name), null)
  }

  /** Desktop only: a browser gets the text as a download. */
  async saveAs(host: LabHost, client: Client): Promise<Saved> {
    const { dialogs } = this.rooms.surroundings
    if (dialogs === null) return { outcome: 'refused', refusal: refuse('not-in-browser') }
    const suggested = host.file ?? fileNameOf(host.name, LAB_EXTENSION)
    const chosen = await dialogs.saveLab(client, suggested)
    if (chosen === null) return { outcome: 'cancelled' }
    const file = /\.(ya?ml|json)$/i.test(chosen) ? chosen : `${chosen}${LAB_EXTENSION}`
    return this.write(host, file, null)
  }

  /** What saving has replaced, the newest first. */
  async versions({ file }: LabHost): Promise<{ saved: number }[]> {
    return file === null ? [] : (await this.backups.list(file)).map(({ saved }) => ({ saved }))
  }

  async version({ file }: LabHost, saved: number): Promise<Reply<'lab.version'>> {
    const known = file === null ? [] : await this.backups.list(file)
    const version = known.find((one) => one.saved === saved)
    if (version === undefined) return { outcome: 'refused', refusal: refuse('file-missing'), problems: [] }
    const read = await readLabFile(version.file)
    if (!read.ok) return { outcome: 'refused', refusal: read.refusal, problems: [] }
    const parsed = openLab(read.text)
    if (!parsed.ok) return { outcome: 'refused', refusal: refuse('not-a-lab'), problems: parsed.problems }
    return { outcome: 'read', document: parsed.lab as unknown as Record<string, unknown> }
  }

  private async write(host: LabHost, file: string, expected: string | null): Promise<Saved> {
    const { document } = host
    const text = host.text(/\.json$/i.test(file) ? 'json' : 'yaml')
    const written = await writeLabFile(file, text, expected, this.backups)
    if (!written.ok) return { outcome: 'refused', refusal: written.refusal }
    host.saved(file, text, document)
    if (!host.isDirty) await this.rooms.autosave.forget(host.labId)
    this.noteRecent(file, host.name)
    return { outcome: 'saved' }
  }

  /** `isOwn`: a save may go to this file again; what ships with the program stays as it is. */
  private async openFile(file: string, isOwn: boolean): Promise<Opened> {
    const read = await readLabFile(file)
    if (!read.ok) return { outcome: 'refused', refusal: read.refusal, problems: [] }
    const result = this.openText(read.text, { file: isOwn ? file : null })
    if (result.outcome === 'opened' && isOwn) this.noteRecent(file, labNameOf(file))
    return result
  }

  private openText(text: string, from: { file: string | null }): Opened {
    const parsed = openLab(text)
    if (!parsed.ok) return { outcome: 'refused', refusal: refuse('not-a-lab'), problems: parsed.problems }
    const { file } = from
    const onDisk = file === null ? null : text
    return opened({ labId: randomUUID(), document: parsed.lab, file, text, onDisk, isSaved: true })
  }

  private async recover(id: string): Promise<Opened> {
    const entry = await this.rooms.autosave.read(id)
    if (entry === null) return refused('unknown-entry', id)
    const parsed = openLab(entry.text)
    if (!parsed.ok) return { outcome: 'refused', refusal: refuse('not-a-lab', entry.name), problems: parsed.problems }
    // the lab keeps its id, and so its place in the journal, until it is saved
    const { file, saved, text } = entry
    return opened({ labId: id, document: parsed.lab, file, text, onDisk: saved, isSaved: false })
  }

  /** A page in a browser names no files of the machine, except the one that the program was started with. */
  private mayRead(file: string): boolean {
    const { way, openAtStart } = this.rooms.surroundings
    return way === 'desktop' || (openAtStart?.kind === 'file' && openAtStart.file === file)
  }

  private noteRecent(file: string, name: string): void {
    this.rooms.recents.add(file, name)
    this.rooms.surroundings.noteRecent(file)
  }
}

function opened(origin: LabOrigin): Opened {
  return { outcome: 'opened', host: new LabHost(origin) }
}

function refused(code: Parameters<typeof refuse>[0], detail?: string): Opened {
  return { outcome: 'refused', refusal: refuse(code, detail), problems: [] }
}
