// The authority on one open lab: its document, its revision and its history. Every edit names the revision that it was
// made on and is applied, refused, or answered with the present state. Undo applies the reversed diff.
import { refuse } from '@shared/api/errors'
import type { LabDiff, LabSnapshot, LabState, Pointer, Problem, Refusal } from '@shared/api/lab-api'
import { checkLab } from '@shared/lab/check-lab'
import { runCommand } from '@shared/lab/commands/index'
import { LabHistory } from '@shared/lab/history'
import { isSame } from '@shared/lab/lab-diff'
import type { Lab } from '@shared/lab/schema'
import { writeLab } from '@shared/lab/write-lab'
import type { JournalEntry } from '../library/autosave'

export type CommandReply =
  | { outcome: 'done'; diff: LabDiff; created: Pointer[]; lab: LabState }
  | { outcome: 'outdated'; lab: LabSnapshot }
  | { outcome: 'refused'; refusal: Refusal }

export interface LabOrigin {
  labId: string
  document: Lab
  /** Where it is saved; null: nowhere that a person chose. */
  file: string | null
  /** The text that it was read from, whose comments and order a save keeps; null: there is none. */
  text: string | null
  /** What the file held when it was opened or saved; null: there is no such file. */
  onDisk: string | null
  /** False: its changes are in no file (a recovered lab). */
  isSaved: boolean
}

export class LabHost {
  readonly labId: string
  private lab: Lab
  private number = 1
  private place: string | null
  private original: string | null
  private known: string | null
  /** The document as it was last saved; null: never. */
  private savedLab: Lab | null
  private readonly history = new LabHistory<Lab>()
  private checked: { revision: number; problems: Problem[] } | null = null

  constructor(origin: LabOrigin) {
    this.labId = origin.labId
    this.lab = origin.document
    this.place = origin.file
    this.original = origin.text
    this.known = origin.onDisk
    this.savedLab = origin.isSaved ? origin.document : null
  }

  get document(): Lab {
    return this.lab
  }

  get revision(): number {
    return this.number
  }

  get name(): string {
    return this.lab.name
  }

  get file(): string | null {
    return this.place
  }

  /** What its file held when it was opened or saved last. */
  get onDisk(): string | null {
    return this.known
  }

  /** Undoing back to what was saved makes a lab clean again. */
  get isDirty(): boolean {
    return this.savedLab === null || !isSame(this.savedLab, this.lab)
  }

  state(): LabState {
    return {
      labId: this.labId,
      revision: this.number,
      name: this.lab.name,
      file: this.place,
      dirty: this.isDirty,
      undo: this.history.undoLabel,
      redo: this.history.redoLabel,
      problems: this.problems(),
    }
  }

  snapshot(): LabSnapshot {
    return { ...this.state(), document: this.lab }
  }

  problems(): Problem[] {
    if (this.checked?.revision !== this.number) this.checked = { revision: this.number, problems: checkLab(this.lab) }
    return this.checked.problems
  }

  /** What keeps the lab from running. */
  errors(): Problem[] {
    return this.problems().filter(({ level }) => level === 'error')
  }

  command(baseRevision: number, id: string, payload: unknown): CommandReply {
    if (baseRevision !== this.number) return { outcome: 'outdated', lab: this.snapshot() }
    const ran = runCommand(this.lab, id, payload)
    if (!ran.ok) return { outcome: 'refused', refusal: ran.refusal }
    this.history.record(ran.label, ran.diff)
    return this.become(ran.lab, ran.diff, ran.created)
  }

  undo(): CommandReply {
    const travel = this.history.undo(this.lab)
    if (travel === null) return { outcome: 'refused', refusal: refuse('nothing-to-undo') }
    return this.become(travel.lab, travel.diff, [])
  }

  redo(): CommandReply {
    const travel = this.history.redo(this.lab)
    if (travel === null) return { outcome: 'refused', refusal: refuse('nothing-to-redo') }
    return this.become(travel.lab, travel.diff, [])
  }

  /** As it goes into a file. */
  text(format: 'yaml' | 'json'): string {
    return format === 'json' ? `${JSON.stringify(this.lab, null, 2)}\n` : writeLab(this.lab, this.original ?? undefined)
  }

  /** `document` is what was written; edits may have been made since. */
  saved(file: string, text: string, document: Lab): void {
    this.place = file
    this.known = text
    this.original = text
    this.savedLab = document
  }

  journalEntry(): JournalEntry {
    return {
      id: this.labId,
      name: this.lab.name,
      file: this.place,
      saved: this.known,
      modified: Date.now(),
      text: this.text('yaml'),
    }
  }

  private become(lab: Lab, diff: LabDiff, created: Pointer[]): CommandReply {
    this.lab = lab
    this.number += 1
    return { outcome: 'done', diff, created, lab: this.state() }
  }
}
