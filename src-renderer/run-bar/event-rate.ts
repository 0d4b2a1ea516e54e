// Events per second of the wall clock, from the counts that a run reports; smoothed, so that the number can be read.
const KEPT = 0.6

export class EventRate {
  private events = 0
  private ms = 0
  private rate: number | null = null

  /** `events` so far, at `nowMs` of the wall clock. */
  add(events: number, nowMs: number): number | null {
    const isBack = events < this.events
    const seconds = (nowMs - this.ms) / 1000
    if (this.ms > 0 && !isBack && seconds > 0.02) {
      const measured = (events - this.events) / seconds
      this.rate = this.rate === null ? measured : KEPT * this.rate + (1 - KEPT) * measured
    } else if (isBack) this.rate = null
    this.events = events
    this.ms = nowMs
    return this.rate
  }

  forget(): void {
    this.ms = 0
    this.rate = null
  }
}
