// The way of frames that the embedded switch turns round inside the NIC: out of one function's memory and into another's, so
// twice over PCIe, one frame at a time. What the latency of the two ways adds overlaps. Leaves out contention with traffic to and from the wire.
import { Component } from '../kernel/component'
import { FrameList } from '../kernel/frame-list'
import { FRAME_BYTES, OUT_PORT, STAMP } from '../kernel/frame-store'
import type { Simulator } from '../kernel/simulator'

export interface LoopbackReceiver {
  /** `fn` is the function that the frame is for. */
  looped(frame: number, fn: number): void
}

export class LoopbackPath extends Component {
  private readonly frames: FrameList
  private busyUntil = 0

  constructor(
    sim: Simulator,
    path: string,
    private readonly psPerByte: number,
    private readonly landingPs: number,
    private readonly receiver: LoopbackReceiver,
  ) {
    super(sim, path)
    this.frames = new FrameList(sim.frames)
  }

  /** `fetchedPs`: when the NIC has the frame. */
  send(frame: number, fn: number, fetchedPs: number): void {
    const { sim } = this
    const d = sim.frames.data
    const ready = fetchedPs > sim.now ? fetchedPs : sim.now
    const start = this.busyUntil > ready ? this.busyUntil : ready
    this.busyUntil = start + this.transfer(frame)
    const arrival = this.busyUntil + this.landingPs
    d[frame + STAMP] = arrival
    d[frame + OUT_PORT] = fn
    this.frames.push(frame)
    if (this.frames.length === 1) sim.post(arrival, this, 0, 0)
  }

  /** Time of a frame on PCIe, both ways. */
  transfer(frame: number): number {
    return Math.ceil(this.sim.frames.data[frame + FRAME_BYTES] * this.psPerByte)
  }

  override handle(): void {
    const { sim } = this
    const frame = this.frames.shift()
    const d = sim.frames.data
    if (this.frames.length > 0) sim.post(d[this.frames.head + STAMP], this, 0, 0)
    sim.traffic.complete(frame)
    this.receiver.looped(frame, d[frame + OUT_PORT])
  }
}
