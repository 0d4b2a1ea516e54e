// The only place where a run sees the time of the day: pacing and figures about speed. Never reaches the engine.

export interface WallClock {
  /** Milliseconds, monotonic. */
  now(): number
  /** Calls back after at least `ms`; 0: as soon as messages that wait have been handled. Returns how to cancel. */
  after(ms: number, callback: () => void): () => void
}

export const wallClock: WallClock = {
  now: () => performance.now(),
  after(ms, callback) {
    if (ms <= 0) {
      const immediate = setImmediate(callback)
      return () => clearImmediate(immediate)
    }
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
}
