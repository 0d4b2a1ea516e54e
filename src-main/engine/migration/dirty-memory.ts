// The memory of a guest as a migration sees it: 4 KiB pages, and how many of them were written since they were sent.
// The guest sweeps through each of its working sets and writes every page once a lap, at a constant rate (rule G1 of RULES.md):
// in a time t it dirties min(rate × t, working set) pages of a set, which makes pre-copy a geometric series with one set.
// Leaves out where the pages are: they lie evenly among all others.

export const PAGE_BYTES = 4096

/** Pages that a guest writes over and over. */
export interface WorkingSet {
  bytes: number
  /** Pages written per second. */
  rate: number
}

interface Sweep {
  readonly pages: number
  readonly rate: number
  /** Dirty pages up to `since`, with the fraction that is being written. */
  dirty: number
  /** Pages of the set that the round under way sends: the last of the lap that were written. */
  sending: number
}

export class DirtyMemory {
  pages: number
  /** Writes do not happen while the VM is stopped. */
  private running = true
  private since = 0
  private readonly sweeps: readonly Sweep[]

  constructor(memoryBytes: number, workingSetBytes: number, rate: number, more: readonly WorkingSet[] = []) {
    const pages = Math.ceil(memoryBytes / PAGE_BYTES)
    this.pages = pages
    this.sweeps = [{ bytes: workingSetBytes, rate }, ...more].map((set) => {
      const size = Math.min(pages, Math.ceil(set.bytes / PAGE_BYTES))
      return { pages: size, rate: set.rate, dirty: 0, sending: size }
    })
  }

  /** Memory that nobody writes yet. */
  grow(bytes: number): void {
    this.pages += Math.ceil(bytes / PAGE_BYTES)
  }

  /** Whole pages written since the last `collect`. */
  dirtyPages(nowPs: number): number {
    return Math.min(this.pages, Math.floor(this.totalAt(nowPs)))
  }

  /** Takes the dirty pages as the next round to send; those written from here on are the round after. */
  collect(nowPs: number): number {
    const whole = this.dirtyPages(nowPs)
    // the page that is being written belongs to the next round
    let rest = this.totalAt(nowPs) - whole
    for (const sweep of this.sweeps) {
      sweep.sending = this.dirtyAt(sweep, nowPs)
      sweep.dirty = rest
      rest = 0
    }
    this.since = nowPs
    return whole
  }

  /** Tracking starts: nothing is dirty, since everything will be sent. */
  startTracking(nowPs: number): void {
    for (const sweep of this.sweeps) {
      sweep.dirty = 0
      sweep.sending = sweep.pages
    }
    this.since = nowPs
  }

  /** Pages of the round under way that were written again since it began: what is left of a lap is written first. */
  rewritten(nowPs: number): number {
    return this.sweeps.reduce(
      (sum, sweep) => sum + Math.max(0, this.dirtyAt(sweep, nowPs) + sweep.sending - sweep.pages),
      0,
    )
  }

  stop(nowPs: number): void {
    for (const sweep of this.sweeps) sweep.dirty = this.dirtyAt(sweep, nowPs)
    this.since = nowPs
    this.running = false
  }

  resume(nowPs: number): void {
    this.since = nowPs
    this.running = true
  }

  private totalAt(nowPs: number): number {
    return this.sweeps.reduce((sum, sweep) => sum + this.dirtyAt(sweep, nowPs), 0)
  }

  private dirtyAt(sweep: Sweep, nowPs: number): number {
    if (!this.running) return sweep.dirty
    return Math.min(sweep.pages, sweep.dirty + (sweep.rate * (nowPs - this.since)) / 1e12)
  }
}
