// The receiving half of a backend that is a thread: the bridge puts frames into its queue and wakes it, and it reads them one by
// one into the guest. Where the guest has no buffers the thread waits for it and the queue fills; what finds it full is lost.
// Read first: ring-path.ts.
import type { World } from '../../host/world'
import { FrameList } from '../../kernel/frame-list'
import { FRAME_BYTES } from '../../kernel/frame-store'
import type { Simulator } from '../../kernel/simulator'
import type { Vnic } from './vnic'

/** Frames that wait at most (the transmit queue of a tap of Linux). */
const LIMIT = 1000

export interface TapOwner {
  /** In startSlice of the thread: what the frame costs on its way into the guest. */
  chargeRead(world: World, frame: number): void
  /** In endSlice: the guest has it. */
  pass(frame: number): void
}

export class TapQueue {
  /** The thread waits for the guest to provide buffers. */
  isStarved = false
  /** Frames read in the slice that runs. */
  taken = 0
  private readonly waiting = new FrameList()
  /** In the slice that runs. */
  private readonly reading = new FrameList()

  constructor(
    private readonly sim: Simulator,
    private readonly vnic: Vnic,
    private readonly owner: TapOwner,
  ) {}

  /** From the bridge. False: the queue was full. */
  push(frame: number): boolean {
    if (this.waiting.length >= LIMIT) {
      this.vnic.overflow(frame)
      return false
    }
    this.waiting.push(frame)
    return true
  }

  /** In startSlice: reads until `bytes` are spent, at least one frame. Returns the bytes that are left. */
  take(world: World, bytes: number): number {
    const { waiting, reading, vnic, sim } = this
    let left = bytes
    let descriptors = 0
    while (waiting.length > 0 && left > 0) {
      descriptors += vnic.descriptorsOf(waiting.head)
      if (vnic.freeFor(waiting.head) < descriptors) {
        this.isStarved = true
        break
      }
      const frame = waiting.shift()
      left -= sim.frames.data[frame + FRAME_BYTES]
      this.owner.chargeRead(world, frame)
      reading.push(frame)
    }
    this.taken = reading.length
    return left
  }

  /** In endSlice: what was read is the guest's. */
  pass(): void {
    const { reading } = this
    for (let frame = reading.shift(); frame >= 0; frame = reading.shift()) this.owner.pass(frame)
  }

  /** More can be read. */
  get hasWork(): boolean {
    return this.waiting.length > 0 && !this.isStarved
  }

  /** Nothing waits and nothing is being read. */
  get isEmpty(): boolean {
    return this.waiting.length === 0 && this.reading.length === 0
  }

  /** The device is gone: what it had not read is lost for `reason`. */
  discard(reason: number): void {
    const { waiting, sim, vnic } = this
    for (let frame = waiting.shift(); frame >= 0; frame = waiting.shift()) {
      sim.traffic.drop(frame, reason, vnic.dropBase)
    }
  }
}
