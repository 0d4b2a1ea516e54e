// A transmit queue of a function: descriptors (a super-frame is one) that wait for the port's transmit engine, which takes
// turns between the queues that have some. Optional rate limit, by a token bucket.
// The limit is soft: who goes above it is told to stop by `isFull`, and is woken when the queue is half empty.
import { FrameList } from '../kernel/frame-list'
import { FRAME_BYTES } from '../kernel/frame-store'
import { transmissionTime } from '../kernel/sim-time'
import type { Simulator } from '../kernel/simulator'

/**
 * Depth of the token bucket: what a queue may catch up after it waited for its turn, or had nothing to send. The 82599 calls
 * it the memory window of its rate scheduler; ixgbe sets it to 4 KiB (RTTBCNRM.MMW_SIZE = 4).
 */
const BUCKET_BYTES = 4 * 1024

/** Whoever holds frames back until there is room. */
export interface RoomWaiter {
  roomAgain(): void
}

export class TxQueue {
  readonly frames = new FrameList()
  /** Most descriptors that ever waited. */
  high = 0
  /** In the engine's list of queues with work. */
  isActive = false
  nextActive: TxQueue | null = null
  /** Earliest time of the next frame under the rate limit, ps. */
  readyAt = -Infinity
  /** Counter of frames cut from super-frames of this queue; -1: none of its own. */
  tsoSlot = -1
  private waiters: RoomWaiter[] = []

  constructor(
    private readonly sim: Simulator,
    /** Number of the function: -1 the host's own queue, else the VF. */
    readonly fn: number,
    readonly limit: number,
    /** bit/s; 0: none. */
    public rateBps: number,
  ) {}

  get isFull(): boolean {
    return this.frames.length >= this.limit
  }

  push(frame: number): void {
    this.frames.push(frame)
    if (this.frames.length > this.high) this.high = this.frames.length
  }

  /** Told once, when the queue is half empty. */
  wait(waiter: RoomWaiter): void {
    this.waiters.push(waiter)
  }

  forget(waiter: RoomWaiter): void {
    const at = this.waiters.indexOf(waiter)
    if (at >= 0) this.waiters.splice(at, 1)
  }

  /** The engine took frames: offers the room to those who wait. */
  taken(): void {
    if (this.waiters.length === 0 || this.frames.length * 2 > this.limit) return
    const { waiters } = this
    this.waiters = []
    for (const waiter of waiters) waiter.roomAgain()
  }

  /** Accounts a frame that leaves now under the rate limit. */
  spend(frame: number): void {
    const { sim } = this
    const earliest = sim.now - transmissionTime(BUCKET_BYTES, this.rateBps)
    const start = this.readyAt > earliest ? this.readyAt : earliest
    this.readyAt = start + transmissionTime(sim.frames.data[frame + FRAME_BYTES], this.rateBps)
  }
}
