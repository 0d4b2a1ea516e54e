// A receive ring of a vNIC with its interrupt: one for each vCPU of the VM. The driver polls as NAPI does: an interrupt starts the
// poll, and no interrupt comes until the driver has found the ring empty.
import { fixedGap } from '../../../../src-shared/lab/moderation-model'
import { RUNNING } from '../../host/world'
import { FrameList } from '../../kernel/frame-list'
import { FRAME_BYTES } from '../../kernel/frame-store'
import type { Simulator } from '../../kernel/simulator'
import { InterruptModeration } from '../../nic/interrupt-moderation'
import { ReceiveMerge } from '../../nic/offload/lro'
import type { StackLane } from '../stack/stack-lane'

export interface RingOwner {
  /** Pays for an interrupt and wakes the vCPU. */
  ringInterrupt(ring: GuestRing): void
  /** Pays for an interrupt of a vCPU that is at work for the ring anyway. */
  extraInterrupt(ring: GuestRing): void
}

export class GuestRing extends InterruptModeration {
  readonly frames = new FrameList()
  /** Descriptors that frames here take beyond one for each. */
  further = 0
  /** Segments that the driver merges, in data paths where nobody did before. */
  readonly merge: ReceiveMerge
  mergedBefore = 0
  /** Events while the driver polls raise no interrupt. */
  coalesces = true
  /** From the interrupt until the driver finds the ring empty. */
  isPolling = false
  /** The slice that runs, or the last one, began with a poll that found frames: interrupts are off in it. */
  tookFrames = false
  /** Since the last poll: events that the device wanted to report, and interrupts that were raised for them. */
  private events = 0
  private raised = 0
  private interruptedAt = -1

  constructor(
    sim: Simulator,
    path: string,
    private readonly owner: RingOwner,
    readonly lane: StackLane,
  ) {
    super(sim, path, fixedGap(0))
    this.merge = new ReceiveMerge(sim)
  }

  push(frame: number): void {
    this.frames.push(frame)
    this.note(this.sim.frames.data[frame + FRAME_BYTES])
    this.announce()
  }

  /** The device has something to report to the driver: frames, or completions. */
  announce(): void {
    this.events++
    if (!this.isPolling) this.request()
    else if (!this.coalesces) this.owner.extraInterrupt(this)
    else if (this.isPreempted && this.sim.now > this.interruptedAt) this.request()
  }

  override interrupt(): void {
    this.raised++
    if (!this.isPolling) {
      this.isPolling = true
      // an idle vCPU polls next; one that is busy with something else could be interrupted again
      const { lane } = this
      if (lane.world.state === RUNNING) this.interruptedAt = this.sim.now
      // nobody has to wake its thread, but its core sleeps
      if (lane.idleStage < 0) lane.world.isInterrupted = true
      this.owner.ringInterrupt(this)
    } else if (this.isPreempted) {
      this.interruptedAt = this.sim.now
      this.owner.extraInterrupt(this)
    }
  }

  /**
   * In startSlice: interrupts that the last slice, `slicePs` long, would have seen and did not. What a slice sends leaves in one
   * burst at its end; a guest sends it little by little, and its completions interrupt it as often as the moderation allows.
   */
  missedInterrupts(slicePs: number): number {
    const possible = this.tookFrames ? 0 : Math.floor(slicePs / this.nextGapPs)
    const due = possible < this.events ? possible : this.events
    const missed = due - this.raised
    this.events = 0
    this.raised = 0
    return missed > 0 ? missed : 0
  }

  /**
   * The vCPU is in the middle of something else than polling. A slice is not interrupted in the model, but the guest would be:
   * its handler would run, find little, and turn interrupts on again, so that further ones come and are paid for.
   */
  private get isPreempted(): boolean {
    return !this.tookFrames && this.lane.world.state === RUNNING
  }
}
