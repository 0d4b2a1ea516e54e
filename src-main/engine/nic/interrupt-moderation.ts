// Interrupt moderation of one vector: after an interrupt the next one comes no earlier than a gap later (EITR of Intel NICs).
// The first after a pause comes at once. The gap adapts by the rule of the driver (moderation-rules.ts).
import type { ModerationModel } from '../../../src-shared/lab/moderation-model'
import { Component } from '../kernel/component'
import type { Simulator } from '../kernel/simulator'
import { nextGap } from './moderation-rules'

export interface InterruptTarget {
  interrupt(): void
}

/** Queues that raise interrupts extend this; others have it tell a target. */
export class InterruptModeration extends Component {
  private last = -Infinity
  private notedFrames = 0
  private notedBytes = 0
  /** Behind the last interrupt. */
  protected nextGapPs: number
  private isPending = false

  constructor(
    sim: Simulator,
    path: string,
    public gaps: ModerationModel,
    private readonly target: InterruptTarget | null = null,
  ) {
    super(sim, path)
    this.nextGapPs = gaps.gapPs
  }

  /** Other gaps from here on. */
  setGaps(gaps: ModerationModel): void {
    this.gaps = gaps
    this.nextGapPs = gaps.gapPs
  }

  /** What the next interrupt will be about has grown by a frame. Nobody asks where none waits for another. */
  note(bytes: number): void {
    if (this.gaps.gapPs === 0) return
    this.notedFrames++
    this.notedBytes += bytes
  }

  /** The device has something to say: fires at once, or when the gap is over. Requests in between are one. */
  request(): void {
    if (this.gaps.gapPs === 0) {
      this.interrupt()
      return
    }
    if (this.isPending) return
    const { sim } = this
    const due = this.last + this.nextGapPs
    if (due <= sim.now) {
      this.fired()
      this.interrupt()
    } else {
      this.isPending = true
      sim.post(due, this, 0, 0)
    }
  }

  interrupt(): void {
    this.target!.interrupt()
  }

  override handle(): void {
    this.isPending = false
    this.fired()
    this.interrupt()
  }

  private fired(): void {
    this.nextGapPs = nextGap(this.gaps, this.nextGapPs, this.notedFrames, this.notedBytes)
    this.notedFrames = 0
    this.notedBytes = 0
    this.last = this.sim.now
  }
}
