// A wall clock that a test moves. Every look at it takes a little time, as work does.
import type { WallClock } from '../../src-main/run/wall-clock'

interface Timer {
  at: number
  order: number
  callback: () => void
}

export class ManualClock implements WallClock {
  private time = 1000
  private order = 0
  private timers: Timer[] = []

  /** How much time passes with every look. */
  lookMs = 0.001

  now(): number {
    this.time += this.lookMs
    return this.time
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.time + ms, order: this.order++, callback }
    this.timers.push(timer)
    return () => {
      this.timers = this.timers.filter((other) => other !== timer)
    }
  }

  /** Plays what is due within `ms`. */
  advance(ms: number): void {
    const until = this.time + ms
    for (;;) {
      const due = this.timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at || a.order - b.order)[0]
      if (due === undefined) break
      this.timers = this.timers.filter((timer) => timer !== due)
      this.time = Math.max(this.time, due.at)
      due.callback()
    }
    this.time = Math.max(this.time, until)
  }

  get isIdle(): boolean {
    return this.timers.length === 0
  }
}
