// Interrupt moderation of one vector: after an interrupt the next one comes no earlier than a gap later (EITR of Intel NICs).
// The first after a pause comes at once. Leaves out adaptive moderation: the gap is what the document or the profile says.
import { Component } from '../kernel/component'
import type { Simulator } from '../kernel/simulator'

export interface InterruptTarget {
  interrupt(): void
}

/** Queues that raise interrupts extend this; others have it tell a target. */
export class InterruptModeration extends Component {
  private last = -Infinity
  private isPending = false

  constructor(
    sim: Simulator,
    path: string,
    public gapPs: number,
    private readonly target: InterruptTarget | null = null,
  ) {
    super(sim, path)
  }

  /** The device has something to say: fires at once, or when the gap is over. Requests in between are one. */
  request(): void {
    if (this.gapPs === 0) {
      this.interrupt()
      return
    }
    if (this.isPending) return
    const { sim } = this
    const due = this.last + this.gapPs
    if (due <= sim.now) {
      this.last = sim.now
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
    this.last = this.sim.now
    this.interrupt()
  }
}
