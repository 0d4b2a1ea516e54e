// How far a run may go at an instant of wall time, and how fast it really goes. Pace is simulated seconds per wall
// second; 0 is as fast as it goes. A run that cannot keep up is not made to catch up: it lags, and says so.

const PS_PER_MS = 1e9

export class Pacing {
  private anchorPs = 0
  private anchorMs = 0
  private markPs = 0
  private markMs = 0
  private reachedPace = 0

  constructor(private pacePerSecond: number) {}

  get pace(): number {
    return this.pacePerSecond
  }

  /** Simulated seconds per wall second over the last measured stretch. */
  get reached(): number {
    return this.reachedPace
  }

  /** Time starts to count from here: at start, after a pause, at another pace, after a slice that ran out of budget. */
  anchor(simPs: number, nowMs: number): void {
    this.anchorPs = simPs
    this.anchorMs = nowMs
  }

  change(pace: number, simPs: number, nowMs: number): void {
    this.pacePerSecond = pace
    this.anchor(simPs, nowMs)
  }

  /** The simulated time that the run may reach at `nowMs`, at most `endPs`. */
  target(nowMs: number, endPs: number): number {
    if (this.pacePerSecond === 0) return endPs
    const allowed = this.anchorPs + Math.floor((nowMs - this.anchorMs) * this.pacePerSecond * PS_PER_MS)
    return Math.min(allowed, endPs)
  }

  /** Begins a stretch over which `reached` is measured. */
  mark(simPs: number, nowMs: number): void {
    this.markPs = simPs
    this.markMs = nowMs
    this.reachedPace = 0
  }

  measure(simPs: number, nowMs: number): void {
    const elapsed = nowMs - this.markMs
    if (elapsed < 50) return
    this.reachedPace = (simPs - this.markPs) / PS_PER_MS / elapsed
    this.markPs = simPs
    this.markMs = nowMs
  }
}
