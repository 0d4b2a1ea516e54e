// A receive ring of a vNIC with its interrupt: one for each vCPU of the VM. The driver polls as NAPI does: an interrupt starts the
// poll, no interrupt comes while it runs, and what arrives during its slice is polled without one.
import { RUNNING } from '../../host/world'
import { FrameList } from '../../kernel/frame-list'
import type { Simulator } from '../../kernel/simulator'
import { InterruptModeration, type InterruptTarget } from '../../nic/interrupt-moderation'
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
  /** Events while the driver polls raise no interrupt. */
  coalesces = true
  private isPolling = false
  /** Slice of the lane's world in which the driver polled last. */
  private pollSlice = -1

  constructor(
    sim: Simulator,
    path: string,
    private readonly owner: RingOwner,
    readonly lane: StackLane,
  ) {
    this.frames = new FrameList(sim.frames)
    this.moderation = new InterruptModeration(sim, path, 0, this)
  }

  push(frame: number): void {
    this.frames.push(frame)
    this.request()
  }

  /** The device has news for the driver: frames, or completions. */
  request(): void {
    if (this.isPolling) {
      if (!this.coalesces) this.owner.extraInterrupt(this)
      return
    }
    const { world } = this.lane
    if (world.state === RUNNING && world.slices === this.pollSlice) {
      this.isPolling = true
      world.wake()
    } else this.moderation.request()
  }

  interrupt(): void {
    this.isPolling = true
    this.owner.ringInterrupt(this)
  }

  /** In startSlice: the driver polls. */
  polled(): void {
    this.pollSlice = this.lane.world.slices
  }

  /** In startSlice: the driver has taken all; interrupts are on again when the slice is over. */
  exhausted(): void {
    this.isPolling = false
  }
}
