// The traffic shaper of a port, outbound from the guest only: a token bucket. Tokens accrue at the average rate up to the burst
// size, also while frames are sent; while there are tokens the port sends at the peak rate, without them at the average.
// What may not leave yet waits in a short queue; what finds it full is lost. Passthrough functions never come here.
import type { ShapingModel } from '../../../../src-shared/lab/lab-model'
import { Component } from '../../kernel/component'
import { FrameList } from '../../kernel/frame-list'
import { SECOND } from '../../kernel/sim-time'
import type { Simulator } from '../../kernel/simulator'
import { countedBytes } from '../../nic/offload/tso'
import { reasonIndex } from '../../observe/counter-table'

/** Bytes that wait for tokens at most. The products do not say; some 170 full frames. */
const QUEUE_BYTES = 256 * 1024

const OVERFLOW = reasonIndex('shaper-overflow')

export interface ShaperOwner {
  /** The frame may leave; the time is right. */
  shaped(frame: number): void
}

export class Shaper extends Component {
  private readonly queue = new FrameList()
  private queuedBytes = 0
  private isOverflowTold = false
  /** Tokens in bytes at `at`; below zero after a frame longer than the whole bucket. */
  private tokens = 0
  private at = 0
  /** The peak rate allows nothing before this. */
  private peakFree = 0

  constructor(
    sim: Simulator,
    path: string,
    private model: ShapingModel,
    private readonly owner: ShaperOwner,
    private readonly dropBase: number,
  ) {
    super(sim, path)
    this.tokens = model.burstBytes
  }

  /** True: the frame may pass at once. False: it waits here, or was lost. */
  admit(frame: number): boolean {
    const { sim } = this
    const bytes = this.bytesOf(frame)
    if (this.queue.length === 0) {
      const at = this.conformsAt(bytes)
      if (at <= sim.now) {
        this.spend(bytes)
        return true
      }
      sim.post(at, this, 0, 0)
    } else if (this.queuedBytes + bytes > QUEUE_BYTES) {
      if (!this.isOverflowTold) {
        this.isOverflowTold = true
        sim.log.add('warning', this.path, 'queue-overflow', 'the port sends more than its shaper lets through')
      }
      sim.traffic.drop(frame, OVERFLOW, this.dropBase)
      return false
    }
    this.queue.push(frame)
    this.queuedBytes += bytes
    return false
  }

  /** Other limits from here on; what waits, waits on. */
  setModel(model: ShapingModel): void {
    this.accrue()
    this.model = model
    if (this.tokens > model.burstBytes) this.tokens = model.burstBytes
  }

  get waiting(): number {
    return this.queue.length
  }

  override handle(): void {
    const { sim, queue } = this
    while (queue.length > 0) {
      const bytes = this.bytesOf(queue.head)
      const at = this.conformsAt(bytes)
      if (at > sim.now) {
        sim.post(at, this, 0, 0)
        return
      }
      this.spend(bytes)
      this.queuedBytes -= bytes
      this.owner.shaped(queue.shift())
    }
  }

  /** Nothing limits the port any more: what waits leaves at once. */
  release(): void {
    for (let frame = this.queue.shift(); frame >= 0; frame = this.queue.shift()) this.owner.shaped(frame)
    this.queuedBytes = 0
  }

  /** What waits is lost for `reason`: the port goes away. */
  discard(reason: number): void {
    for (let frame = this.queue.shift(); frame >= 0; frame = this.queue.shift()) {
      this.sim.traffic.drop(frame, reason, this.dropBase)
    }
    this.queuedBytes = 0
  }

  private bytesOf(frame: number): number {
    return countedBytes(this.sim.frames.data, frame)
  }

  private accrue(): void {
    const { now } = this.sim
    const { averageBps, burstBytes } = this.model
    const tokens = this.tokens + ((now - this.at) * averageBps) / (8 * SECOND)
    this.tokens = tokens > burstBytes ? burstBytes : tokens
    this.at = now
  }

  private conformsAt(bytes: number): number {
    this.accrue()
    const { averageBps, burstBytes } = this.model
    const needed = bytes < burstBytes ? bytes : burstBytes
    const missing = needed - this.tokens
    const byAverage = missing <= 0 ? this.at : this.at + Math.ceil((missing * 8 * SECOND) / averageBps)
    return byAverage > this.peakFree ? byAverage : this.peakFree
  }

  private spend(bytes: number): void {
    const { now } = this.sim
    this.accrue()
    this.tokens -= bytes
    const start = this.peakFree > now ? this.peakFree : now
    this.peakFree = start + Math.ceil((bytes * 8 * SECOND) / this.model.peakBps)
  }
}
