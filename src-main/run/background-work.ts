// Long work beside a run, in its thread: a step at a time, between the slices of the run. One work at a time: a later one
// ends an earlier one, which then has no answer.
import type { WallClock } from './wall-clock'

export class BackgroundWork {
  private end: (() => void) | null = null

  constructor(private readonly clock: WallClock) {}

  /** Each step up to the next `yield` is one turn. Null: somebody asked for something else meanwhile. */
  run<T>(work: Iterator<unknown, T>): Promise<T | null> {
    this.close()
    return new Promise((resolve, reject) => {
      let cancel = (): void => undefined
      this.end = () => {
        cancel()
        resolve(null)
      }
      const turn = (): void => {
        try {
          const { done, value } = work.next()
          if (done) resolve(value)
          else cancel = this.clock.after(0, turn)
        } catch (cause) {
          reject(cause instanceof Error ? cause : new Error(String(cause)))
        }
      }
      turn()
    })
  }

  close(): void {
    this.end?.()
    this.end = null
  }
}
