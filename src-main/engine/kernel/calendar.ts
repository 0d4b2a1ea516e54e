// A calendar of events: what of the pool's events is due next. The near future is cut into buckets of equal width, each a sorted
// list of about one event; what is later waits unsorted in `far` until its epoch begins. So insertion and removal cost the same at
// 10 and at 100,000 events. Events of one instant stand behind each other in one bucket, where appending is as cheap. The width
// follows the events of the last epoch. Read `event-queue.ts` first.
import { CANCELLED, type EventPool, KIND, SEQUENCE, WORDS } from './event-pool'
import { doubled } from './grow'

const MIN_BUCKETS = 256
const MAX_BUCKETS = 131_072
/** Events that must have been taken before their rate says how wide buckets should be. */
const ENOUGH = 32
/** Width of a bucket, in mean gaps between events: wider makes longer lists, narrower makes more empty buckets. */
const WIDTH = 0.75
/** Steps along the lists of an epoch after which buckets are made narrower: about as many as an epoch has events. */
const STEPS = 512

export class Calendar {
  /** Bucket i holds times of [base + i / scale, base + (i + 1) / scale), the current one also what is before it. */
  private heads = new Int32Array(MIN_BUCKETS).fill(-1)
  private tails = new Int32Array(MIN_BUCKETS)
  /** One bit per bucket: set where it is not empty. */
  private filled = new Int32Array(MIN_BUCKETS >> 5)
  private buckets = MIN_BUCKETS
  private current = 0
  private base = 0
  private scale = 0
  private horizon = 0
  /** Events in buckets. */
  private near = 0
  /** Events from the horizon on, in no order. */
  private farTimes = new Float64Array(256)
  private farSlots = new Int32Array(256)
  private farSize = 0

  /** What the width of buckets is measured by: events taken since when. */
  private measuredFrom = 0
  private taken = 0
  /** Steps along lists in this epoch, and how many there may be. */
  private steps = 0
  private stepLimit = STEPS

  constructor(private readonly pool: EventPool) {}

  /** Adds an event; those of one instant stand in the order of SEQUENCE. */
  add(slot: number): void {
    this.place(slot)
    if (this.steps > this.stepLimit) this.narrow()
  }

  /** Slot of the next event that is pending, at the head of the current bucket; -1: there is none. */
  first(): number {
    for (;;) {
      const slot = this.heads[this.current]
      if (slot >= 0) {
        if (this.pool.integers[slot * WORDS * 2 + KIND] !== CANCELLED) return slot
        this.removeFirst(slot)
      } else if (this.near > 0) this.advance()
      else if (!this.nextEpoch()) return -1
    }
  }

  /** Ends the event that `first` named: it has been read. */
  takeFirst(slot: number): void {
    this.taken++
    this.removeFirst(slot)
  }

  /** Slots of all events that are pending, in no order; the cancelled ones are free. The calendar is not used again. */
  slots(): number[] {
    const { pool } = this
    const all = Array.from(this.farSlots.subarray(0, this.farSize))
    for (const head of this.heads) for (let slot = head; slot >= 0; slot = pool.next[slot]) all.push(slot)
    for (const slot of all) if (pool.isCancelled(slot)) pool.release(slot)
    return all.filter((slot) => !pool.isCancelled(slot))
  }

  /** Removes the head of the current bucket and frees its slot. */
  private removeFirst(slot: number): void {
    const { current, pool } = this
    const after = pool.next[slot]
    this.heads[current] = after
    if (after < 0) this.filled[current >> 5] &= ~(1 << (current & 31))
    this.near--
    pool.next[slot] = pool.free
    pool.free = slot
  }

  /** On to the next bucket that is not empty; there is one. */
  private advance(): void {
    const { filled } = this
    const at = this.current + 1
    let word = at >> 5
    let bits = filled[word] & (-1 << (at & 31))
    while (bits === 0) bits = filled[++word]
    this.current = (word << 5) + 31 - Math.clz32(bits & -bits)
  }

  /** Puts an event where its time belongs. */
  private place(slot: number): void {
    const { heads } = this
    const { records, next } = this.pool
    const time = records[slot * WORDS]
    if (time >= this.horizon) {
      this.putFar(slot)
      return
    }
    const wanted = time < this.base ? 0 : ((time - this.base) * this.scale) | 0
    // rounding may name the bucket behind the last
    const bucket = wanted <= this.current ? this.current : wanted < this.buckets ? wanted : this.buckets - 1
    const { tails } = this
    const head = heads[bucket]
    this.near++
    if (head < 0) {
      heads[bucket] = slot
      tails[bucket] = slot
      next[slot] = -1
      this.filled[bucket >> 5] |= 1 << (bucket & 31)
      return
    }
    const tail = tails[bucket]
    if (isBefore(records, tail * WORDS, slot * WORDS)) {
      next[tail] = slot
      next[slot] = -1
      tails[bucket] = slot
      return
    }
    if (isBefore(records, slot * WORDS, head * WORDS)) {
      next[slot] = head
      heads[bucket] = slot
      return
    }
    let before = head
    let after = next[head]
    let steps = 1
    while (isBefore(records, after * WORDS, slot * WORDS)) {
      before = after
      after = next[after]
      steps++
    }
    next[before] = slot
    next[slot] = after
    this.steps += steps
  }

  /** The buckets are used up: sets them anew over what is far. False when no event is left. */
  private nextEpoch(): boolean {
    const { farTimes, farSlots, pool } = this
    let first = Infinity
    let last = -Infinity
    let kept = 0
    for (let i = 0; i < this.farSize; i++) {
      const slot = farSlots[i]
      if (pool.isCancelled(slot)) {
        pool.release(slot)
        continue
      }
      const time = farTimes[i]
      if (time < first) first = time
      if (time > last && time < Infinity) last = time
      farTimes[kept] = time
      farSlots[kept++] = slot
    }
    this.farSize = kept
    if (first === Infinity) return false
    this.beginEpoch(first, this.widthFor(first, last))
    return true
  }

  /** By the events taken of late; where these are too few to tell, much wider than before, or by the events that wait. */
  private widthFor(first: number, last: number): number {
    const elapsed = first - this.measuredFrom
    if (this.taken >= ENOUGH && elapsed > 0) {
      const width = (elapsed / this.taken) * WIDTH
      this.measuredFrom = first
      this.taken = 0
      return width
    }
    const waiting = ((last - first) / this.farSize) * WIDTH
    return this.scale > 0 ? Math.max(waiting, 4 / this.scale) : waiting
  }

  /** Lists have become long: the same events over narrower buckets, unless they tie. */
  private narrow(): void {
    const { heads } = this
    const { records, next } = this.pool
    let counted = 0
    let first = Infinity
    let last = -Infinity
    // the bucket that is longest by the look of it: the current one and its followers
    for (let slot = heads[this.current]; slot >= 0; slot = next[slot]) {
      const time = records[slot * WORDS]
      if (time < first) first = time
      if (time > last) last = time
      counted++
    }
    const width = counted > 1 ? ((last - first) / counted) * WIDTH : 0.5 / this.scale
    this.steps = 0
    if (width * this.scale > 0.7 || width < 1) {
      this.stepLimit *= 2
      return
    }
    this.measuredFrom = first
    this.taken = 0
    let base = Infinity
    for (let bucket = this.current; this.near > 0; bucket++) {
      for (let slot = heads[bucket]; slot >= 0;) {
        const after = next[slot]
        const time = records[slot * WORDS]
        if (time < base) base = time
        this.putFar(slot)
        this.near--
        slot = after
      }
      heads[bucket] = -1
    }
    this.filled.fill(0)
    this.beginEpoch(base, width)
  }

  /** Empty buckets of this width from `base` on, and into them what is before their end. */
  private beginEpoch(base: number, width: number): void {
    let wanted = MIN_BUCKETS
    while (wanted < this.farSize && wanted < MAX_BUCKETS) wanted *= 2
    // four times what is needed is no reason to make arrays
    if (wanted > this.buckets || wanted * 4 < this.buckets) {
      this.buckets = wanted
      this.heads = new Int32Array(wanted).fill(-1)
      this.tails = new Int32Array(wanted)
      this.filled = new Int32Array(wanted >> 5)
    }
    const atLeast = width > 1 ? width : 1
    this.base = base
    this.scale = 1 / atLeast
    this.horizon = base + this.buckets * atLeast
    this.current = 0
    this.steps = 0
    this.stepLimit = STEPS + 2 * this.farSize + this.buckets
    const { farTimes, farSlots } = this
    const size = this.farSize
    let kept = 0
    this.farSize = 0
    for (let i = 0; i < size; i++) {
      const time = farTimes[i]
      if (time < this.horizon) this.place(farSlots[i])
      else {
        farTimes[kept] = time
        farSlots[kept++] = farSlots[i]
      }
    }
    this.farSize = kept
  }

  private putFar(slot: number): void {
    const at = this.farSize++
    if (at === this.farTimes.length) {
      this.farTimes = doubled(this.farTimes, Float64Array)
      this.farSlots = doubled(this.farSlots, Int32Array)
    }
    this.farTimes[at] = this.pool.records[slot * WORDS]
    this.farSlots[at] = slot
  }
}

/** Whether the event of record `a` is taken before that of `b`. */
function isBefore(records: Float64Array, a: number, b: number): boolean {
  const first = records[a]
  const second = records[b]
  return first < second || (first === second && records[a + SEQUENCE] < records[b + SEQUENCE])
}
