// Frames that passed a place, as they were: what a capture file is written from. A tap stands between two ports (`capture-tap.ts`);
// a place without a capture has no tap and pays nothing. Fields are kept, bytes are made when somebody asks for them.
import type { CaptureModel } from '../../../src-shared/lab/lab-model'
import { STRIDE } from '../kernel/frame-store'
import type { Simulator } from '../kernel/simulator'

/** Frames that a capture keeps: more than anyone scrolls through, less than fills the memory. */
const LIMIT = 200_000

export class Capture {
  count = 0
  private times = new Float64Array(1024)
  private frames = new Float64Array(1024 * STRIDE)
  private truncated = false

  constructor(
    private readonly sim: Simulator,
    readonly model: CaptureModel,
  ) {}

  /** Keeps what the frame is at this instant. */
  record(frame: number): void {
    if (this.count === LIMIT) {
      if (this.truncated) return
      this.truncated = true
      this.sim.log.add('warning', this.model.at, 'capture-truncated', `The capture keeps the first ${LIMIT} frames.`)
      return
    }
    const at = this.count++
    if (at === this.times.length) this.grow()
    this.times[at] = this.sim.now
    this.frames.set(this.sim.frames.data.subarray(frame, frame + STRIDE), at * STRIDE)
  }

  /** The frame that was recorded last did not pass after all. */
  forget(): void {
    if (!this.truncated) this.count--
  }

  /** In the order of time: the time in ps, and where the fields of the frame are (read as `data[frame + FIELD]`). */
  forEach(visit: (timePs: number, data: Float64Array, frame: number) => void): void {
    for (let i = 0; i < this.count; i++) visit(this.times[i], this.frames, i * STRIDE)
  }

  private grow(): void {
    const times = new Float64Array(this.times.length * 2)
    times.set(this.times)
    this.times = times
    const frames = new Float64Array(this.frames.length * 2)
    frames.set(this.frames)
    this.frames = frames
  }
}
