// The future event set: ordered by (time, sequence), without an object per event. Read `RULES.md` K1–K5 first.
// A 4-ary heap of slots in typed arrays; a slot is freed when its event is popped or its cancellation reaches the top.

const FREE = 0
const PENDING = 1
const CANCELLED = 2
/** A handle is slot + generation * SLOTS, so that cancelling an event that has run is harmless. */
const SLOTS = 2 ** 24

export class EventQueue {
  /** The event that `pop` returned last. */
  time = 0
  target = 0
  kind = 0
  argument = 0

  private heap = new Int32Array(1024)
  private size = 0
  private sequence = 0
  private freeSlot = -1
  private slots = 0
  private times = new Float64Array(1024)
  private sequences = new Float64Array(1024)
  private targets = new Int32Array(1024)
  private kinds = new Int32Array(1024)
  private args = new Float64Array(1024)
  private states = new Uint8Array(1024)
  private generations = new Int32Array(1024)
  private nextFree = new Int32Array(1024)

  /** Adds an event; returns a handle that may be cancelled at any later time. */
  insert(time: number, target: number, kind: number, argument: number): number {
    let slot = this.freeSlot
    if (slot >= 0) this.freeSlot = this.nextFree[slot]
    else {
      slot = this.slots++
      if (slot === this.times.length) this.grow()
    }
    this.times[slot] = time
    this.sequences[slot] = this.sequence++
    this.targets[slot] = target
    this.kinds[slot] = kind
    this.args[slot] = argument
    this.states[slot] = PENDING
    this.siftUp(this.size++, slot)
    return slot + this.generations[slot] * SLOTS
  }

  /** True until the event runs or is cancelled. */
  isPending(handle: number): boolean {
    if (handle < 0) return false
    const slot = handle % SLOTS
    return this.states[slot] === PENDING && this.generations[slot] === Math.floor(handle / SLOTS)
  }

  /** Safe at any time, also after the event ran. */
  cancel(handle: number): void {
    if (this.isPending(handle)) this.states[handle % SLOTS] = CANCELLED
  }

  /** Time of the next event; Infinity when there is none. */
  peekTime(): number {
    while (this.size > 0) {
      const slot = this.heap[0]
      if (this.states[slot] === PENDING) return this.times[slot]
      this.removeTop()
    }
    return Infinity
  }

  /** Takes the next event into `time`, `target`, `kind`, `argument`; false when there is none. */
  pop(): boolean {
    while (this.size > 0) {
      const slot = this.heap[0]
      const pending = this.states[slot] === PENDING
      if (pending) {
        this.time = this.times[slot]
        this.target = this.targets[slot]
        this.kind = this.kinds[slot]
        this.argument = this.args[slot]
      }
      this.removeTop()
      if (pending) return true
    }
    return false
  }

  private removeTop(): void {
    const slot = this.heap[0]
    this.states[slot] = FREE
    this.generations[slot]++
    this.nextFree[slot] = this.freeSlot
    this.freeSlot = slot
    const last = this.heap[--this.size]
    if (this.size > 0) this.siftDown(last)
  }

  private before(a: number, b: number): boolean {
    const ta = this.times[a]
    const tb = this.times[b]
    return ta < tb || (ta === tb && this.sequences[a] < this.sequences[b])
  }

  private siftUp(position: number, slot: number): void {
    if (position >= this.heap.length) {
      const bigger = new Int32Array(this.heap.length * 2)
      bigger.set(this.heap)
      this.heap = bigger
    }
    while (position > 0) {
      const parent = (position - 1) >> 2
      if (!this.before(slot, this.heap[parent])) break
      this.heap[position] = this.heap[parent]
      position = parent
    }
    this.heap[position] = slot
  }

  private siftDown(slot: number): void {
    let position = 0
    for (;;) {
      const first = position * 4 + 1
      if (first >= this.size) break
      let best = first
      const end = Math.min(first + 4, this.size)
      for (let child = first + 1; child < end; child++) {
        if (this.before(this.heap[child], this.heap[best])) best = child
      }
      if (!this.before(this.heap[best], slot)) break
      this.heap[position] = this.heap[best]
      position = best
    }
    this.heap[position] = slot
  }

  private grow(): void {
    const length = this.times.length * 2
    const f64 = (a: Float64Array) => {
      const b = new Float64Array(length)
      b.set(a)
      return b
    }
    const i32 = (a: Int32Array) => {
      const b = new Int32Array(length)
      b.set(a)
      return b
    }
    this.times = f64(this.times)
    this.sequences = f64(this.sequences)
    this.args = f64(this.args)
    this.targets = i32(this.targets)
    this.kinds = i32(this.kinds)
    this.generations = i32(this.generations)
    this.nextFree = i32(this.nextFree)
    const states = new Uint8Array(length)
    states.set(this.states)
    this.states = states
  }
}
