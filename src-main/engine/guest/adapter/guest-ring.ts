// A receive ring of a vNIC with its interrupt: one for each vCPU of the VM. The driver polls as NAPI does: an interrupt starts the
// poll, and no interrupt comes until the driver has found the ring empty.
import { FrameList } from '../../kernel/frame-list'
import type { Simulator } from '../../kernel/simulator'
import { InterruptModeration, type InterruptTarget } from '../../nic/interrupt-moderation'
import { ReceiveMerge } from '../../nic/offload/lro'
import type { StackLane } from '../stack/stack-lane'

export interface RingOwner {
  /** Pays for an interrupt and wakes the vCPU. */
  ringInterrupt(ring: GuestRing): void
  /** Pays for an interrupt of a vCPU that is at work for the ring anyway. */
  extraInterrupt(ring: GuestRing): void
}

export class GuestRing implements InterruptTarget {
  readonly frames: FrameList
  readonly moderation: InterruptModeration
  /** Segments that the driver merges, in data paths where nobody did before. */
  readonly merge: ReceiveMerge
  mergedBefore = 0
  /** Events while the driver polls raise no interrupt. */
  coalesces = true
  /** From the interrupt until the driver finds the ring empty. */
  isPolling = false

  constructor(
    sim: Simulator,
    path: string,
    private readonly owner: RingOwner,
    readonly lane: StackLane,
  ) {
    this.frames = new FrameList(sim.frames)
    this.merge = new ReceiveMerge(sim)
    this.moderation = new InterruptModeration(sim, path, 0, this)
  }

  push(frame: number): void {
    this.frames.push(frame)
    this.request()
  }

  /** The device has news for the driver: frames, or completions. */
  request(): void {
    if (!this.isPolling) this.moderation.request()
    else if (!this.coalesces) this.owner.extraInterrupt(this)
  }

  interrupt(): void {
    this.isPolling = true
    this.owner.ringInterrupt(this)
  }
}
