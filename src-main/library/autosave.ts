// The journal of unsaved labs: each change is on disk within a second, in the data folder and never in the person's file.
// An entry goes away only after a successful save or when a person says so.
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { atomicWrite } from './atomic-write'
import { makeFolders } from './make-folders'

const DELAY_MS = 1000

const journalEntry = z.object({
  id: z.string(),
  name: z.string(),
  /** Where the lab was last saved; null: nowhere. */
  file: z.string().nullable(),
  /** What that file held then, so that a save after recovery still notices a foreign change. */
  saved: z.string().nullable(),
  /** Milliseconds since 1970. */
  modified: z.number(),
  text: z.string(),
})

export type JournalEntry = z.infer<typeof journalEntry>

export class Autosave {
  private readonly waiting = new Map<string, { timer: NodeJS.Timeout; entry: () => JournalEntry }>()
  /** Writes and removals of one entry follow one another. */
  private tail: Promise<unknown> = Promise.resolve()

  constructor(
    private readonly folder: string,
    private readonly onFailure: (says: string) => void,
    private readonly delayMs = DELAY_MS,
  ) {}

  /** The lab has changed; `entry` is asked when it is written, and so gives the latest state. */
  changed(id: string, entry: () => JournalEntry): void {
    const present = this.waiting.get(id)
    if (present !== undefined) {
      present.entry = entry
      return
    }
    const timer = setTimeout(() => void this.write(id), this.delayMs)
    this.waiting.set(id, { timer, entry })
  }

  /** The lab is safe elsewhere, or given up. */
  forget(id: string): Promise<void> {
    this.cancel(id)
    return this.inOrder(() => fs.rm(this.fileOf(id), { force: true }))
  }

  /** Writes what still waits: before the program ends. */
  async flush(): Promise<void> {
    await Promise.all([...this.waiting.keys()].map((id) => this.write(id)))
    await this.tail
  }

  async list(): Promise<JournalEntry[]> {
    const entries: JournalEntry[] = []
    for (const name of await this.names()) {
      const entry = await this.readFile(join(this.folder, name))
      if (entry !== null) entries.push(entry)
    }
    return entries.sort((a, b) => b.modified - a.modified)
  }

  async read(id: string): Promise<JournalEntry | null> {
    return (await this.list()).find((entry) => entry.id === id) ?? null
  }

  private write(id: string): Promise<void> {
    const waiting = this.waiting.get(id)
    if (waiting === undefined) return this.inOrder(() => Promise.resolve())
    this.cancel(id)
    return this.inOrder(async () => {
      await makeFolders(this.folder)
      const written = await atomicWrite(this.fileOf(id), JSON.stringify(waiting.entry()))
      if (!written.ok) this.onFailure(written.refusal.says)
    })
  }

  private cancel(id: string): void {
    clearTimeout(this.waiting.get(id)?.timer)
    this.waiting.delete(id)
  }

  private inOrder(work: () => Promise<void>): Promise<void> {
    const turn = this.tail.then(work)
    this.tail = turn.catch((cause: unknown) => this.onFailure(cause instanceof Error ? cause.message : String(cause)))
    return turn
  }

  private async names(): Promise<string[]> {
    try {
      return (await fs.readdir(this.folder)).filter((name) => /^[\w-]+\.json$/.test(name))
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw cause
    }
  }

  /** Null: not an entry of the journal; it is left where it is. */
  private async readFile(file: string): Promise<JournalEntry | null> {
    try {
      return journalEntry.parse(JSON.parse(await fs.readFile(file, 'utf8')))
    } catch (cause) {
      this.onFailure(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`)
      return null
    }
  }

  private fileOf(id: string): string {
    return join(this.folder, `${id.replace(/[^\w-]/g, '_')}.json`)
  }
}
