// The future event set: ordered by (time, sequence), without an object per event. Read `RULES.md` K1–K5 first.
// Few events live in a heap. Many are spread over buckets of equal width (a calendar that covers the near future), what is
// later waits in `far`, and only the bucket whose turn it is becomes a heap: insertion and removal cost the same at 10 and at
// 100,000 events. Where many events tie, their bucket is a large heap and nothing worse. The width follows the events.

/** A handle is slot + generation * SLOTS, so that cancelling an event that has run is harmless. */
const SLOTS = 2 ** 24
/** Of an event's record: TIME, SEQUENCE, ARGUMENT as doubles, then TARGET, KIND as integers. */
const WORDS = 4
const SEQUENCE = 1
const ARGUMENT = 2
const TARGET = 6
const KIND = 7
/** Kind of an event that was cancelled; its slot is free when somebody meets it. */
const CANCELLED = -1

/** Above this many events the heap is spread over buckets; below CALM the buckets become a heap again. */
const CROWD = 96
const CALM = 32
const MIN_BUCKETS = 256
const MAX_BUCKETS = 32_768
/** Events that a bucket should hold when its turn comes. */
const BUCKET_LOAD = 2

export class EventQueue {
  /** The event that was taken last. */
  time = 0
  target = 0
  kind = 0
  argument = 0

  private sequence = 0
  private slots = 0
  private freeSlot = -1
  private records = new Float64Array(1024 * WORDS)
  private integers = new Int32Array(this.records.buffer)
  private generations = new Int32Array(1024)
  /** Next slot of a bucket or of the free list. */
  private next = new Int32Array(1024)

  /** The events whose turn it is: a 4-ary heap with its keys beside it. */
  private heapTimes = new Float64Array(1024)
  private heapSequences = new Float64Array(1024)
  private heapSlots = new Int32Array(1024)
  private heapSize = 0
  /** The root was taken and its place not filled yet: the next insertion may take it. */
  private hole = false

  /** Bucket i holds times of [base + i / scale, base + (i + 1) / scale); up to `current` they are in the heap. */
  private heads = new Int32Array(0)
  private buckets = 1
  private current = 0
  private base = 0
  private scale = 0
  private horizon = Infinity
  /** Events from the horizon on, in no order. */
  private farTimes = new Float64Array(256)
  private farSlots = new Int32Array(256)
  private farSize = 0
  /** Events in buckets after the current one. */
  private spread = 0

  /** What the width of buckets is measured by. */
  private epochStart = 0
  private epochTaken = 0
  private heapLimit = CROWD

  /** Adds an event; returns its slot, of which `handleOf` makes a handle. */
  insert(time: number, target: number, kind: number, argument: number): number {
    let slot = this.freeSlot
    if (slot >= 0) this.freeSlot = this.next[slot]
    else {
      slot = this.slots++
      if (slot === this.next.length) this.grow()
    }
    const sequence = this.sequence++
    const record = slot * WORDS
    const { records, integers } = this
    records[record] = time
    records[record + SEQUENCE] = sequence
    records[record + ARGUMENT] = argument
    integers[record * 2 + TARGET] = target
    integers[record * 2 + KIND] = kind
    if (time < this.horizon) {
      const bucket = time < this.base ? -1 : ((time - this.base) * this.scale) | 0
      if (bucket <= this.current) {
        this.push(time, sequence, slot)
        if (this.heapSize > this.heapLimit) this.spreadOut()
      } else this.link(bucket, slot)
    } else this.pushFar(time, slot)
    return slot
  }

  /** For `isPending` and `cancel`; valid at any later time. */
  handleOf(slot: number): number {
    return slot + this.generations[slot] * SLOTS
  }

  /** True until the event runs or is cancelled. */
  isPending(handle: number): boolean {
    const generation = Math.floor(handle / SLOTS)
    return handle >= 0 && this.generations[handle - generation * SLOTS] === generation
  }

  /** Safe at any time, also after the event ran. */
  cancel(handle: number): void {
    if (!this.isPending(handle)) return
    const slot = handle - Math.floor(handle / SLOTS) * SLOTS
    this.generations[slot]++
    this.integers[slot * WORDS * 2 + KIND] = CANCELLED
  }

  /** Time of the next event; Infinity when there is none. */
  peekTime(): number {
    return this.findNext() ? this.heapTimes[0] : Infinity
  }

  /** Takes the next event into `time`, `target`, `kind`, `argument` if its time is ≤ `limit`; false when there is none. */
  take(limit: number): boolean {
    if (this.hole || this.heapSize === 0 || this.integers[this.heapSlots[0] * WORDS * 2 + KIND] === CANCELLED) {
      if (!this.findNext()) return false
    }
    const time = this.heapTimes[0]
    if (time > limit) return false
    const slot = this.heapSlots[0]
    const record = slot * WORDS
    this.time = time
    this.argument = this.records[record + ARGUMENT]
    this.target = this.integers[record * 2 + TARGET]
    this.kind = this.integers[record * 2 + KIND]
    this.generations[slot]++
    this.free(slot)
    this.hole = true
    this.epochTaken++
    return true
  }

  /** Makes the root of the heap the next event that is pending; false when there is none. */
  private findNext(): boolean {
    for (;;) {
      if (this.hole) this.fillHole()
      if (this.heapSize === 0) {
        if (!this.refill()) return false
        continue
      }
      const slot = this.heapSlots[0]
      if (this.integers[slot * WORDS * 2 + KIND] !== CANCELLED) return true
      this.free(slot)
      this.hole = true
    }
  }

  /** Puts the next bucket that is not empty into the heap; false when no event is left. */
  private refill(): boolean {
    for (;;) {
      if (this.spread === 0) {
        if (this.farSize === 0) {
          this.calm()
          return false
        }
        if (!this.nextEpoch()) return this.heapSize > 0
      }
      do this.current++
      while (this.heads[this.current] < 0)
      this.empty(this.current)
      if (this.heapSize > 0) return true
    }
  }

  /** Moves a bucket into the heap. */
  private empty(bucket: number): void {
    let slot = this.heads[bucket]
    this.heads[bucket] = -1
    while (slot >= 0) {
      const after = this.next[slot]
      const record = slot * WORDS
      this.spread--
      if (this.integers[record * 2 + KIND] === CANCELLED) this.free(slot)
      else this.push(this.records[record], this.records[record + SEQUENCE], slot)
      slot = after
    }
  }

  /** The buckets are used up: sets them anew over what is far. False when few events are left and the heap takes them all. */
  private nextEpoch(): boolean {
    const { farTimes, farSlots } = this
    let first = Infinity
    let last = -Infinity
    let kept = 0
    for (let i = 0; i < this.farSize; i++) {
      const slot = farSlots[i]
      if (this.integers[slot * WORDS * 2 + KIND] === CANCELLED) {
        this.free(slot)
        continue
      }
      const time = farTimes[i]
      if (time < first) first = time
      if (time > last && time < Infinity) last = time
      farTimes[kept] = time
      farSlots[kept++] = slot
    }
    this.farSize = kept
    if (first === Infinity) {
      this.calm()
      return false
    }
    const width = this.widthFor(first, last)
    if (kept <= CALM) {
      this.calm()
      this.drainFar(Infinity)
      return false
    }
    this.setBuckets(first, width)
    this.drainFar(this.horizon)
    return true
  }

  /** So wide that BUCKET_LOAD events were taken in as much time, of late; without a past, of the time to the last event. */
  private widthFor(first: number, last: number): number {
    const elapsed = first - this.epochStart
    const taken = this.epochTaken
    this.epochStart = first
    this.epochTaken = 0
    if (taken >= CALM && elapsed > 0) return Math.max(1, (elapsed / taken) * BUCKET_LOAD)
    return Math.max(1, ((last - first) / Math.max(1, this.farSize)) * BUCKET_LOAD)
  }

  private setBuckets(base: number, width: number): void {
    let wanted = MIN_BUCKETS
    while (wanted < this.farSize && wanted < MAX_BUCKETS) wanted *= 2
    // twice what is needed is no reason to make an array
    if (wanted > this.heads.length - 1 || wanted * 4 < this.heads.length - 1) {
      this.heads = new Int32Array(wanted + 1).fill(-1)
    }
    this.buckets = this.heads.length - 1
    this.base = base
    this.scale = 1 / width
    this.horizon = base + this.buckets * width
    this.current = -1
    this.heapLimit = CROWD * 4
  }

  /** Everything into one heap. */
  private calm(): void {
    this.scale = 0
    this.base = 0
    this.current = 0
    this.horizon = Infinity
    this.heapLimit = CROWD
    this.epochStart = this.time
    this.epochTaken = 0
  }

  /** Moves what is before `limit` out of `far`. */
  private drainFar(limit: number): void {
    const { farTimes, farSlots } = this
    let kept = 0
    for (let i = 0; i < this.farSize; i++) {
      const time = farTimes[i]
      const slot = farSlots[i]
      if (time < limit) {
        const bucket = ((time - this.base) * this.scale) | 0
        if (this.scale === 0) this.push(time, this.records[slot * WORDS + SEQUENCE], slot)
        else this.link(bucket, slot)
      } else {
        farTimes[kept] = time
        farSlots[kept++] = slot
      }
    }
    this.farSize = kept
  }

  /** The heap has become large: begins buckets, or narrower ones, unless its events tie. */
  private spreadOut(): void {
    if (this.hole) this.fillHole()
    let first = Infinity
    let last = -Infinity
    for (let i = 0; i < this.heapSize; i++) {
      const time = this.heapTimes[i]
      if (time < first) first = time
      if (time > last) last = time
    }
    // the mean gap of the earlier half tells more of the near future than the latest timer does
    const width = Math.max(1, (this.medianTime(first, last) - first) / (this.heapSize / 2)) * BUCKET_LOAD
    if (this.scale > 0 && width * this.scale > 0.25) {
      this.heapLimit = this.heapSize * 2
      return
    }
    if (this.scale > 0) {
      for (let bucket = this.current + 1; this.spread > 0; bucket++) this.bucketToFar(bucket)
    }
    for (let i = 0; i < this.heapSize; i++) this.pushFar(this.heapTimes[i], this.heapSlots[i])
    this.heapSize = 0
    this.setBuckets(first, width)
    this.epochStart = first
    this.epochTaken = 0
    this.drainFar(this.horizon)
  }

  private bucketToFar(bucket: number): void {
    for (let slot = this.heads[bucket]; slot >= 0; ) {
      const after = this.next[slot]
      this.pushFar(this.records[slot * WORDS], slot)
      this.spread--
      slot = after
    }
    this.heads[bucket] = -1
  }

  /** About the median of the times in the heap, by halving the range. */
  private medianTime(first: number, last: number): number {
    let low = first
    let high = last
    for (let step = 0; step < 40 && high - low > 1; step++) {
      const middle = (low + high) / 2
      let before = 0
      for (let i = 0; i < this.heapSize; i++) if (this.heapTimes[i] <= middle) before++
      if (before * 2 > this.heapSize) high = middle
      else low = middle
    }
    return high
  }

  private link(bucket: number, slot: number): void {
    // the last bucket takes what rounding puts behind it
    const at = bucket < this.buckets ? bucket : this.buckets - 1
    this.next[slot] = this.heads[at]
    this.heads[at] = slot
    this.spread++
  }

  private pushFar(time: number, slot: number): void {
    const at = this.farSize++
    if (at === this.farTimes.length) {
      this.farTimes = doubled(this.farTimes, Float64Array)
      this.farSlots = doubled(this.farSlots, Int32Array)
    }
    this.farTimes[at] = time
    this.farSlots[at] = slot
  }

  private push(time: number, sequence: number, slot: number): void {
    if (this.hole) {
      this.hole = false
      this.siftDown(time, sequence, slot)
      return
    }
    let position = this.heapSize++
    if (position === this.heapTimes.length) {
      this.heapTimes = doubled(this.heapTimes, Float64Array)
      this.heapSequences = doubled(this.heapSequences, Float64Array)
      this.heapSlots = doubled(this.heapSlots, Int32Array)
    }
    const { heapTimes, heapSequences, heapSlots } = this
    while (position > 0) {
      const parent = (position - 1) >> 2
      const parentTime = heapTimes[parent]
      if (parentTime < time || (parentTime === time && heapSequences[parent] < sequence)) break
      heapTimes[position] = parentTime
      heapSequences[position] = heapSequences[parent]
      heapSlots[position] = heapSlots[parent]
      position = parent
    }
    heapTimes[position] = time
    heapSequences[position] = sequence
    heapSlots[position] = slot
  }

  private fillHole(): void {
    this.hole = false
    const last = --this.heapSize
    if (last > 0) this.siftDown(this.heapTimes[last], this.heapSequences[last], this.heapSlots[last])
  }

  /** Puts an event into the place of the root, and from there to where it belongs. */
  private siftDown(time: number, sequence: number, slot: number): void {
    const { heapTimes, heapSequences, heapSlots, heapSize } = this
    let position = 0
    for (;;) {
      const first = position * 4 + 1
      if (first >= heapSize) break
      let best = first
      let bestTime = heapTimes[first]
      const end = first + 4 < heapSize ? first + 4 : heapSize
      for (let child = first + 1; child < end; child++) {
        const childTime = heapTimes[child]
        if (childTime < bestTime || (childTime === bestTime && heapSequences[child] < heapSequences[best])) {
          best = child
          bestTime = childTime
        }
      }
      if (time < bestTime || (time === bestTime && sequence < heapSequences[best])) break
      heapTimes[position] = bestTime
      heapSequences[position] = heapSequences[best]
      heapSlots[position] = heapSlots[best]
      position = best
    }
    heapTimes[position] = time
    heapSequences[position] = sequence
    heapSlots[position] = slot
  }

  private free(slot: number): void {
    this.next[slot] = this.freeSlot
    this.freeSlot = slot
  }

  private grow(): void {
    const records = doubled(this.records, Float64Array)
    this.records = records
    this.integers = new Int32Array(records.buffer)
    this.generations = doubled(this.generations, Int32Array)
    this.next = doubled(this.next, Int32Array)
  }
}

function doubled<T extends Float64Array | Int32Array>(from: T, make: new (length: number) => T): T {
  const bigger = new make(from.length * 2)
  bigger.set(from)
  return bigger
}
