// Interrupt moderation of one vector: after an interrupt the next one comes no earlier than a gap later (EITR of Intel NICs).
// The first after a pause comes at once. Adaptive where there are two gaps: a short one while little comes, a long one for bulk,
// by the rule of the driver (moderation-rules.ts). Leaves out that ixgbe has gaps between the two, by the size of the frames.
import { Component } from '../kernel/component'
import type { Simulator } from '../kernel/simulator'
import { isBulk, type ModerationRule, shortenedGap } from './moderation-rules'

export interface InterruptTarget {
  interrupt(): void
}

/** Queues that raise interrupts extend this; others have it tell a target. */
export class InterruptModeration extends Component {
  /** Gap while bulk comes; equal to `gapPs`: moderation does not adapt. */
  bulkGapPs: number
  /** How the driver adapts the gap. */
  rule: ModerationRule = 'ixgbe'
  /** The gap that is kept at present. */
  private keptPs: number
  private last = -Infinity
  private notedFrames = 0
  private notedBytes = 0
  private isBulk = false
  private isPending = false

  constructor(
    sim: Simulator,
    path: string,
    public gapPs: number,
    private readonly target: InterruptTarget | null = null,
    bulkGapPs = gapPs,
  ) {
    super(sim, path)
    this.bulkGapPs = bulkGapPs
    this.keptPs = gapPs
  }

  /** Other gaps from here on. */
  setGaps(gapPs: number, bulkGapPs: number): void {
    this.gapPs = gapPs
    this.bulkGapPs = bulkGapPs
    this.keptPs = this.isBulk ? bulkGapPs : gapPs
  }

  /** What the next interrupt will be about has grown by a frame. Nobody asks where none waits for another. */
  note(bytes: number): void {
    if (this.gapPs === 0) return
    this.notedFrames++
    this.notedBytes += bytes
  }

  /** The device has something to say: fires at once, or when the gap is over. Requests in between are one. */
  request(): void {
    if (this.gapPs === 0) {
      this.interrupt()
      return
    }
    if (this.isPending) return
    const { sim } = this
    const due = this.last + this.keptPs
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
    const { rule } = this
    this.isBulk = isBulk(rule, this.isBulk, this.notedFrames, this.notedBytes)
    this.keptPs = this.isBulk ? this.bulkGapPs : shortenedGap(rule, this.keptPs, this.gapPs)
    this.notedFrames = 0
    this.notedBytes = 0
    this.last = this.sim.now
  }
}
