// The records of all pending events, without an object per event: an event is a slot, which is a number. Calendars keep slots in
// order of time.
import { doubled } from './grow'

/** A handle is slot + generation * SLOTS, so that cancelling an event that has run is harmless. */
export const SLOTS = 2 ** 24
/** Of an event's record: TIME (the first), SEQUENCE, ARGUMENT as doubles, then TARGET, KIND as integers. */
export const WORDS = 4
export const SEQUENCE = 1
export const ARGUMENT = 2
export const TARGET = 6
export const KIND = 7
/** Kind of an event that was cancelled; whoever takes it off its calendar frees the slot. */
export const CANCELLED = -1

export class EventPool {
  records = new Float64Array(1024 * WORDS)
  integers = new Int32Array(this.records.buffer)
  generations = new Int32Array(1024)
  /** Next slot of a bucket or of the free list. */
  next = new Int32Array(1024)
  /** Head of the free list; -1: none is free. */
  free = -1
  private used = 0

  /** A slot that no event uses yet; for when none is free. */
  makeSlot(): number {
    const slot = this.used++
    if (slot === this.next.length) {
      const records = doubled(this.records, Float64Array)
      this.records = records
      this.integers = new Int32Array(records.buffer)
      this.generations = doubled(this.generations, Int32Array)
      this.next = doubled(this.next, Int32Array)
    }
    return slot
  }

  isCancelled(slot: number): boolean {
    return this.integers[slot * WORDS * 2 + KIND] === CANCELLED
  }

  release(slot: number): void {
    this.next[slot] = this.free
    this.free = slot
  }
}
