// Undo and redo: a stack of diffs with names for the menu, and marks for gestures that are made of several edits.
// Nobody writes an inverse by hand; what is undone is the reversed diff, exact to the byte.
import type { LabDiff } from '../api/lab-api'
import { applyDiff, isEmptyDiff, reverseDiff, squash } from './lab-diff'

export interface HistoryStep {
  label: string
  diff: LabDiff
}

export interface Travel<T> {
  lab: T
  /** From the document that was to the one that is. */
  diff: LabDiff
  label: string
}

/** More steps than anybody goes back. */
const LIMIT = 1000

export class LabHistory<T extends object> {
  private readonly past: HistoryStep[] = []
  private future: HistoryStep[] = []
  /** Steps that were forgotten at the far end, so that marks stay where they were. */
  private forgotten = 0

  constructor(private readonly limit: number = LIMIT) {}

  /** What undo would take back; null: nothing. */
  get undoLabel(): string | null {
    return this.past.length > 0 ? this.past[this.past.length - 1].label : null
  }

  get redoLabel(): string | null {
    return this.future.length > 0 ? this.future[this.future.length - 1].label : null
  }

  /** An edit that was made. What was undone before it is gone; an edit that changed nothing is not remembered. */
  record(label: string, diff: LabDiff): void {
    if (isEmptyDiff(diff)) return
    this.past.push({ label, diff })
    this.future = []
    if (this.past.length > this.limit) {
      this.past.shift()
      this.forgotten++
    }
  }

  undo(lab: T): Travel<T> | null {
    const step = this.past.pop()
    if (!step) return null
    this.future.push(step)
    const diff = reverseDiff(step.diff)
    return { lab: applyDiff(lab, diff), diff, label: step.label }
  }

  redo(lab: T): Travel<T> | null {
    const step = this.future.pop()
    if (!step) return null
    this.past.push(step)
    return { lab: applyDiff(lab, step.diff), diff: step.diff, label: step.label }
  }

  /** The present place, to come back to with `bail` or `merge`. */
  mark(): number {
    return this.forgotten + this.past.length
  }

  /** Takes back and forgets everything since the mark: a gesture that was given up. */
  bail(lab: T, mark: number): T {
    let result = lab
    while (this.mark() > mark && this.past.length > 0) result = applyDiff(result, reverseDiff(this.past.pop()!.diff))
    return result
  }

  /** Makes one step of everything since the mark: a gesture that ended. `lab` is the present document. */
  merge(lab: T, mark: number, label: string): void {
    const count = Math.min(this.mark() - mark, this.past.length)
    if (count <= 0) return
    const steps = this.past.splice(this.past.length - count, count)
    const start = steps.reduceRight((value, step) => applyDiff(value, reverseDiff(step.diff)), lab)
    const diff = squash(
      start,
      steps.map((step) => step.diff),
    )
    if (!isEmptyDiff(diff)) this.past.push({ label, diff })
  }

  clear(): void {
    this.forgotten += this.past.length
    this.past.length = 0
    this.future = []
  }
}
