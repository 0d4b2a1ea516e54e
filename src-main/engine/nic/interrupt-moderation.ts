// Interrupt moderation of one vector: after an interrupt the next one comes no earlier than a gap later (EITR of Intel NICs).
// The first after a pause comes at once. The gap adapts by the rule of the driver (moderation-rules.ts).
import type { ModerationModel } from '../../../src-shared/lab/moderation-model'
import { Component } from '../kernel/component'
import type { Simulator } from '../kernel/simulator'
import { type InterruptNotes, nextGap } from './moderation-rules'

export interface InterruptTarget {
  interrupt(): void
}

/** Queues that raise interrupts extend this; others have it tell a target. */
export class InterruptModeration extends Component implements InterruptNotes {
  private last = -Infinity
  receivedFrames = 0
  receivedBytes = 0
  sentFrames = 0
  sentBytes = 0
  receivedClass = 0
  sentClass = 0
  nextGapPs: number
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
    this.receivedClass = 0
    this.sentClass = 0
  }

  /** What the next interrupt will be about has grown by a frame that was received. Nobody asks where none waits for another. */
  note(bytes: number): void {
    if (this.gaps.gapPs === 0) return
    this.receivedFrames++
    this.receivedBytes += bytes
  }

  /** The same, by a frame that was sent. */
  noteSent(bytes: number): void {
    if (this.gaps.gapPs === 0) return
    this.sentFrames++
    this.sentBytes += bytes
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
    const { now } = this.sim
    this.nextGapPs = nextGap(this.gaps, this, now - this.last)
    this.receivedFrames = 0
    this.receivedBytes = 0
    this.sentFrames = 0
    this.sentBytes = 0
    this.last = now
  }
}
