// The way of frames that the embedded switch turns round inside the NIC: out of one function's memory and into another's, so
// twice over PCIe, and no faster than the slot carries them beside what comes from the wire and goes there. What the latency of
// the two ways adds overlaps. Frames of the wire never wait for the slot: it is faster than the port.
// Leaves out that functions of other ports use the slot too, and the rate of the switch itself.
import { Component } from '../kernel/component'
import { FrameList } from '../kernel/frame-list'
import { FRAME_BYTES, OUT_PORT, STAMP } from '../kernel/frame-store'
import type { Simulator } from '../kernel/simulator'
import type { PcieSlot } from './pcie-slot'

export interface LoopbackReceiver {
  /** `fn` is the function that the frame is for. */
  looped(frame: number, fn: number): void
}

/** One direction of the slot. */
class Direction {
  private busyUntil = 0
  private carried = 0

  constructor(
    private readonly sim: Simulator,
    /** Counter of the bytes that the port has for this direction. */
    private readonly wireSlot: number,
    private readonly slot: PcieSlot,
  ) {}

  /** When a frame that is there at `readyPs` is on the other side. */
  carry(bytes: number, readyPs: number): number {
    const wire = this.sim.counters.data[this.wireSlot]
    let start = readyPs
    if (this.busyUntil > readyPs) {
      // what the wire had meanwhile went in between
      start = this.busyUntil + Math.ceil((wire - this.carried) * this.slot.psPerByte)
    }
    this.carried = wire
    this.busyUntil = start + this.slot.transfer(bytes)
    return this.busyUntil
  }
}

export class LoopbackPath extends Component {
  private readonly frames = new FrameList()
  private readonly read: Direction
  private readonly write: Direction

  constructor(
    sim: Simulator,
    path: string,
    readonly slot: PcieSlot,
    /** Counters of the bytes that the port sends and receives. */
    wire: { txSlot: number; rxSlot: number },
    private readonly landingPs: number,
    private readonly receiver: LoopbackReceiver,
  ) {
    super(sim, path)
    this.read = new Direction(sim, wire.txSlot, slot)
    this.write = new Direction(sim, wire.rxSlot, slot)
  }

  /** `sender`: tells when the NIC could have the frame, its time on PCIe apart. */
  send(frame: number, fn: number, sender: { readonly fetchedPs: number }): void {
    const { sim } = this
    const d = sim.frames.data
    const bytes = d[frame + FRAME_BYTES]
    const onChip = this.read.carry(bytes, sender.fetchedPs > sim.now ? sender.fetchedPs : sim.now)
    const arrival = this.write.carry(bytes, onChip) + this.landingPs
    d[frame + STAMP] = arrival
    d[frame + OUT_PORT] = fn
    this.frames.push(frame)
    if (this.frames.length === 1) sim.post(arrival, this, 0, 0)
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
