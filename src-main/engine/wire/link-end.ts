// One direction of a link: the egress queue of a machine, its transmitter, and the frames in flight. The only queue on a wire.
// While the link is up, the whole schedule of a frame is known when it is enqueued: it starts when its predecessor ends and the
// sender has fetched it. So one event per frame is enough, at the instant when the receiver has it (in memory, if it writes there).
// The owner learns of the end of the transmission with that same event, at most LATE_COMPLETION late: network cards write
// completions back in bursts. On longer links it is told at the exact time.
import type { FrameOwner } from '../guest/net-device'
import { Component } from '../kernel/component'
import { FCS_BYTES, FRAME_BYTES, MIN_FRAME_BYTES, OWNER, SEGMENTS, STAMP, WIRE_OVERHEAD } from '../kernel/frame-store'
import { FrameList } from '../kernel/frame-list'
import type { FrameReceiver } from '../kernel/port'
import type { RandomStream } from '../kernel/random-stream'
import { transmissionTime, US } from '../kernel/sim-time'
import type { Simulator } from '../kernel/simulator'
import { TimeList } from '../kernel/time-list'
import { reasonIndex } from '../observe/counter-table'

/** Told when there is room again in a queue that was full. */
export interface SpaceListener {
  transmitSpace(): void
}

const LATE_COMPLETION = 5 * US

const ARRIVE = 0
const SENT = 1

const LINK_DOWN = reasonIndex('link-down')
const BIT_ERROR = reasonIndex('bit-error')

export class LinkEnd extends Component {
  /** Who gets the frames at the far end, and as which of its ports. Set before the first frame. */
  receiver!: FrameReceiver
  receiverIndex = 0
  /** Frames that may wait, beside the one in transmission. The machine that sends sets it. */
  capacity = 1024
  /** Told when the queue has drained to three quarters after a frame was refused. */
  onSpace: SpaceListener | null = null
  up = true
  /** Time from the arrival of a frame until the receiver's host can see it, ps. Set before the first frame. */
  landingPs = 0
  /** Most frames that ever waited. */
  queueHigh = 0
  /** When the sender has what it enqueues, ps: until then it fetches that from its host. */
  readyPs = 0
  /** Probability that a frame is lost. */
  loss = 0

  /** Frames on the wire and behind it; STAMP is when the receiver has it. */
  private readonly frames = new FrameList()
  /** When those of them begin that had not begun when that was last asked. */
  private readonly starts = new TimeList()
  private busyUntil = 0
  private refused = false
  /** Argument of its events: a link that goes down begins a new epoch, and events of older ones are ignored. */
  private epoch = 0
  /** Long links: how many of the frames, from the last, their owners have not been told of. */
  private untold = 0
  private readonly tellsExactly: boolean
  /** Picoseconds per byte where that is a whole number, else 0. */
  private readonly psPerByte: number

  constructor(
    sim: Simulator,
    path: string,
    readonly rateBps: number,
    readonly delayPs: number,
    /** Slots of the frames and bytes carried. */
    private readonly framesSlot: number,
    private readonly bytesSlot: number,
    private readonly dropBase: number,
    private readonly errors: RandomStream,
  ) {
    super(sim, path)
    this.tellsExactly = delayPs > LATE_COMPLETION
    const ps = 8e12 / rateBps
    this.psPerByte = Number.isInteger(ps) ? ps : 0
  }

  /** Frames that wait for their transmission to begin. */
  get queued(): number {
    this.settle()
    return this.starts.length
  }

  /** Frames that can be enqueued at this instant. */
  get free(): number {
    return this.capacity - this.queued
  }

  /** Time of a frame on the wire, preamble and gap included. */
  transmission(frame: number): number {
    const bytes = this.sim.frames.data[frame + FRAME_BYTES]
    const wire = (bytes < MIN_FRAME_BYTES ? MIN_FRAME_BYTES : bytes) + WIRE_OVERHEAD
    return this.psPerByte > 0 ? wire * this.psPerByte : transmissionTime(wire, this.rateBps)
  }

  /**
   * Takes the frame, or returns false when the queue is full. What is given to a link that is down is dropped there.
   * Its transmission does not begin before `readyPs`.
   */
  enqueue(frame: number): boolean {
    const { sim, readyPs, frames, starts } = this
    if (!this.up) {
      sim.traffic.drop(frame, LINK_DOWN, this.dropBase)
      return true
    }
    const now = sim.now
    const d = sim.frames.data
    let start = readyPs > now ? readyPs : now
    if (this.busyUntil > now) {
      starts.passTo(now)
      if (starts.length >= this.capacity) {
        this.refused = true
        return false
      }
      if (this.busyUntil > start) start = this.busyUntil
      starts.push(start)
      if (starts.length > this.queueHigh) this.queueHigh = starts.length
    } else starts.clear()
    const end = start + this.transmission(frame)
    this.busyUntil = end
    const arrival = end + this.delayPs + this.landingPs
    d[frame + STAMP] = arrival
    if (frames.length === 0) {
      sim.queue.at = arrival
      sim.queue.enqueue(this.id, ARRIVE, this.epoch)
    }
    frames.push(frame)
    if (this.tellsExactly && this.untold++ === 0) sim.post(end, this, SENT, this.epoch)
    return true
  }

  override handle(kind: number, epoch: number): void {
    if (epoch !== this.epoch) return
    if (kind === ARRIVE) this.arrive(epoch)
    else this.tellSent()
  }

  /** Down: what is queued or on the wire is lost. Up: the queue is empty and idle. */
  setUp(up: boolean): void {
    if (this.up === up) return
    this.up = up
    if (up) return
    const { sim, frames } = this
    this.settle()
    let begun = frames.length - this.starts.length
    this.starts.clear()
    this.untold = 0
    this.busyUntil = sim.now
    this.epoch++
    for (let frame = frames.shift(); frame >= 0; frame = frames.shift()) {
      if (begun-- > 0) sim.traffic.countFrame(frame)
      sim.traffic.drop(frame, LINK_DOWN, this.dropBase)
    }
    if (this.refused) this.offerSpace()
  }

  /** Updates the number of waiting frames: those whose transmission has begun by now wait no more. */
  private settle(): void {
    this.starts.passTo(this.sim.now)
  }

  /** The first frame is there; and those behind it, as long as nothing else happens before. */
  private arrive(epoch: number): void {
    const { sim } = this
    const { queue } = sim
    for (;;) {
      const next = this.frames.at(1)
      const place = next < 0 ? 0 : queue.reserve()
      this.handOver()
      if (next < 0 || this.epoch !== epoch) return
      queue.at = sim.frames.data[next + STAMP]
      if (sim.goesOn()) continue
      // others may have used the queue in between
      queue.at = sim.frames.data[next + STAMP]
      queue.enqueueAt(place, this.id, ARRIVE, epoch)
      return
    }
  }

  /** Gives the first frame to the receiver. */
  private handOver(): void {
    const { sim } = this
    const d = sim.frames.data
    const frame = this.frames.shift()
    this.settle()
    const frames = d[frame + SEGMENTS]
    const counters = sim.counters.data
    counters[this.framesSlot] += frames
    counters[this.bytesSlot] += d[frame + FRAME_BYTES] - FCS_BYTES
    sim.traffic.countFrame(frame)
    if (d[frame + OWNER] >= 0) this.told(frame)
    if (this.loss > 0 && this.errors.chance(this.loss)) sim.traffic.drop(frame, BIT_ERROR, this.dropBase)
    else this.receiver.receive(frame, this.receiverIndex)
    if (this.refused) this.offerSpace()
  }

  /** Long links: the transmission of `untold` has ended. Schedules the same for the frame behind it. */
  private tellSent(): void {
    const { sim, frames } = this
    const frame = frames.at(frames.length - this.untold--)
    if (this.untold > 0) sim.post(this.endOf(frames.at(frames.length - this.untold)), this, SENT, this.epoch)
    if (sim.frames.data[frame + OWNER] >= 0) this.told(frame)
    if (this.refused) this.offerSpace()
  }

  /** When the transmission of a frame that was enqueued here ends, ps. */
  endOf(frame: number): number {
    return this.sim.frames.data[frame + STAMP] - this.delayPs - this.landingPs
  }

  private told(frame: number): void {
    const d = this.sim.frames.data
    const owner = this.sim.components[d[frame + OWNER] | 0] as unknown as FrameOwner
    d[frame + OWNER] = -1
    owner.transmitted(frame)
  }

  private offerSpace(): void {
    if (this.queued > (this.capacity * 3) >> 2) return
    this.refused = false
    this.onSpace?.transmitSpace()
  }
}
