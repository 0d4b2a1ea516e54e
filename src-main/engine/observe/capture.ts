// Frames that passed a place, as they were: what a capture file is written from. A tap stands between two ports (`capture-tap.ts`);
// a place without a capture has no tap and pays nothing. Fields are kept, bytes are made when somebody asks for them.
import type { CaptureModel } from '../../../src-shared/lab/lab-model'
import type { CaptureStage } from '../../../src-shared/result/capture-stages'
import { STRIDE } from '../kernel/frame-store'
import type { Simulator } from '../kernel/simulator'

/** Frames that a capture keeps: more than anyone scrolls through, less than fills the memory. */
const LIMIT = 200_000

/** What became of a captured frame later. */
export interface CapturedLoss {
  /** Of the frames that it stands for. */
  frames: number
  /** Of the first one that was lost. */
  reason: string
  path: string
  atPs: number
}

/** Whoever follows captured frames to their end. */
export interface FateWatch {
  follow(frame: number, capture: Capture, index: number): void
}

export class Capture {
  count = 0
  /** Frames that passed when it was full, and were not kept. */
  missed = 0
  /** By position, for frames that were lost after they had passed. */
  readonly losses = new Map<number, CapturedLoss>()
  private times = new Float64Array(1024)
  private frames = new Float64Array(1024 * STRIDE)
  private readonly stages: CaptureStage[] = []
  private truncated = false

  constructor(
    private readonly sim: Simulator,
    readonly model: CaptureModel,
    private readonly fates: FateWatch,
  ) {}

  /** Keeps what the frame is at this instant. */
  record(frame: number, stage: CaptureStage): void {
    if (this.count === LIMIT) {
      this.missed++
      if (this.truncated) return
      this.truncated = true
      this.sim.log.add('warning', this.model.at, 'capture-truncated', `The capture keeps the first ${LIMIT} frames.`)
      return
    }
    const at = this.count++
    if (at === this.times.length) this.grow()
    this.times[at] = this.sim.now
    this.stages[at] = stage
    this.frames.set(this.sim.frames.data.subarray(frame, frame + STRIDE), at * STRIDE)
    this.fates.follow(frame, this, at)
  }

  /** The frame that was recorded last did not pass after all. */
  forget(): void {
    if (this.missed > 0) {
      this.missed--
      return
    }
    this.count--
    this.losses.delete(this.count)
  }

  /** In the order of time: the time in ps, and where the fields of the frame are (read as `data[frame + FIELD]`). */
  forEach(
    visit: (timePs: number, data: Float64Array, frame: number, stage: CaptureStage, loss: CapturedLoss | null) => void,
  ): void {
    for (let i = 0; i < this.count; i++) {
      visit(this.times[i], this.frames, i * STRIDE, this.stages[i], this.losses.get(i) ?? null)
    }
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
