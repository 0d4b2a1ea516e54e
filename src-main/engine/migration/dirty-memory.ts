// The memory of a guest as a migration sees it: 4 KiB pages, and how many of them were written since they were sent.
// The guest sweeps through its working set and writes each page once a lap, at a constant rate (rule G1 of RULES.md):
// in a time t it dirties min(rate × t, working set) pages, which makes pre-copy a geometric series.

export const PAGE_BYTES = 4096

export class DirtyMemory {
  readonly pages: number
  readonly workingSetPages: number
  /** Writes do not happen while the VM is stopped. */
  private running = true
  private since = 0
  /** Dirty pages up to `since`, with the fraction that is being written. */
  private dirty = 0

  constructor(
    memoryBytes: number,
    workingSetBytes: number,
    /** Pages written per second. */
    readonly rate: number,
  ) {
    this.pages = Math.ceil(memoryBytes / PAGE_BYTES)
    this.workingSetPages = Math.min(this.pages, Math.ceil(workingSetBytes / PAGE_BYTES))
  }

  /** Whole pages written since the last `collect`. */
  dirtyPages(nowPs: number): number {
    return Math.floor(this.dirtyAt(nowPs))
  }

  /** Takes the dirty pages as the next round to send; those written from here on are the round after. */
  collect(nowPs: number): number {
    const whole = Math.floor(this.dirtyAt(nowPs))
    this.dirty = this.dirtyAt(nowPs) - whole
    this.since = nowPs
    return whole
  }

  /** Tracking starts: nothing is dirty, since everything will be sent. */
  startTracking(nowPs: number): void {
    this.dirty = 0
    this.since = nowPs
  }

  stop(nowPs: number): void {
    this.dirty = this.dirtyAt(nowPs)
    this.since = nowPs
    this.running = false
  }

  resume(nowPs: number): void {
    this.since = nowPs
    this.running = true
  }

  private dirtyAt(nowPs: number): number {
    if (!this.running) return this.dirty
    return Math.min(this.workingSetPages, this.dirty + (this.rate * (nowPs - this.since)) / 1e12)
  }
}
