// The future event set: ordered by (time, sequence). Read `RULES.md` K1–K5 first, then `event-pool.ts` and `calendar.ts`.
// One calendar holds all events, or one for each part of a lab (`../islands.ts`) those of its components: then `turnTo` says whose
// events are taken, and whatever is added meanwhile is its own.
import { Calendar } from './calendar'
import { ARGUMENT, CANCELLED, EventPool, KIND, SEQUENCE, SLOTS, TARGET, WORDS } from './event-pool'

/** Ranks are multiples of this, so that a rank and a number in a row are one number: `RANK` × 32,767 + 2^38 events are exact. */
export const RANK = 2 ** 38

export class EventQueue {
  /** The event that was taken last. */
  time = 0
  target = 0
  kind = 0
  argument = 0
  /** Time of the event that `enqueue` adds. */
  at = 0
  /** Rank of who adds events: those of one instant are taken by rank, those of one rank in the order in which they were added. */
  rank = 0

  private sequence = 0
  private readonly pool = new EventPool()
  private calendars = [new Calendar(this.pool)]
  /** The one whose turn it is. */
  private calendar = this.calendars[0]

  /** Adds an event; returns its slot, of which `handleOf` makes a handle. */
  insert(time: number, target: number, kind: number, argument: number): number {
    this.at = time
    return this.enqueue(target, kind, argument)
  }

  /** A place among the events of one instant, for `enqueueAt`: as if the event were added here. */
  reserve(): number {
    return this.rank + this.sequence++
  }

  /** Adds an event at the time in `at`, at a place that was reserved. */
  enqueueAt(place: number, target: number, kind: number, argument: number): void {
    this.put(place, target, kind, argument)
  }

  /** `insert` at the time in `at`. Time is not passed as an argument because V8 would allocate a heap number for it. */
  enqueue(target: number, kind: number, argument: number): number {
    return this.put(this.reserve(), target, kind, argument)
  }

  private put(place: number, target: number, kind: number, argument: number): number {
    const { pool } = this
    let slot = pool.free
    if (slot >= 0) pool.free = pool.next[slot]
    else slot = pool.makeSlot()
    const record = slot * WORDS
    const { records, integers } = pool
    records[record] = this.at
    records[record + SEQUENCE] = place
    records[record + ARGUMENT] = argument
    integers[record * 2 + TARGET] = target
    integers[record * 2 + KIND] = kind
    this.calendar.add(slot)
    return slot
  }

  /** For `isPending` and `cancel`; valid at any later time. */
  handleOf(slot: number): number {
    return slot + this.pool.generations[slot] * SLOTS
  }

  /** True until the event runs or is cancelled. */
  isPending(handle: number): boolean {
    const generation = Math.floor(handle / SLOTS)
    return handle >= 0 && this.pool.generations[handle - generation * SLOTS] === generation
  }

  /** Safe at any time, also after the event ran. */
  cancel(handle: number): void {
    if (!this.isPending(handle)) return
    const slot = handle - Math.floor(handle / SLOTS) * SLOTS
    this.pool.generations[slot]++
    this.pool.integers[slot * WORDS * 2 + KIND] = CANCELLED
  }

  /** Time of the next event of all; Infinity when there is none. */
  peekTime(): number {
    return this.calendars.reduce((earliest, calendar) => Math.min(earliest, this.timeOf(calendar.first())), Infinity)
  }

  /** `peekTime` of the calendar whose turn it is. */
  nextTime(): number {
    return this.timeOf(this.calendar.first())
  }

  /** Takes the next event into `time`, `target`, `kind`, `argument` if its time is ≤ `limit`; false when there is none. */
  take(limit: number): boolean {
    const { calendar, pool } = this
    const slot = calendar.first()
    if (slot < 0) return false
    const record = slot * WORDS
    const { records, integers } = pool
    const time = records[record]
    if (time > limit) return false
    this.time = time
    this.argument = records[record + ARGUMENT]
    this.target = integers[record * 2 + TARGET]
    this.kind = integers[record * 2 + KIND]
    pool.generations[slot]++
    calendar.takeFirst(slot)
    return true
  }

  /** Gives each of `count` parts of a lab a calendar with the events of its components; 1: all events are in one again. */
  part(count: number, partOf: (component: number) => number): void {
    const { pool } = this
    const slots = this.calendars.flatMap((calendar) => calendar.slots())
    const { records, integers } = pool
    slots.sort((a, b) => {
      const first = a * WORDS
      const second = b * WORDS
      return records[first] - records[second] || records[first + SEQUENCE] - records[second + SEQUENCE]
    })
    this.calendars = Array.from({ length: count }, () => new Calendar(pool))
    this.calendar = this.calendars[0]
    for (const slot of slots) {
      const target = integers[slot * WORDS * 2 + TARGET]
      const calendar = this.calendars[count === 1 ? 0 : partOf(target)]
      if (!calendar) throw new Error(`component ${target} is of no island`)
      calendar.add(slot)
    }
  }

  /** What is taken and added from here on is the part's. */
  turnTo(part: number): void {
    this.calendar = this.calendars[part]
  }

  private timeOf(slot: number): number {
    return slot < 0 ? Infinity : this.pool.records[slot * WORDS]
  }
}
