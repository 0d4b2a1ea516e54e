// The transmit engine of a port: takes frames from the queues of its functions in turn, cuts super-frames as it goes, and keeps
// the wire's queue short, so that functions share the port frame by frame. Rate-limited queues step aside until their time.
// A frame that finds nothing in front of it is fetched over PCIe first; behind others that happens while it waits.
import { Component } from '../kernel/component'
import { FCS_BYTES, FRAME_BYTES, SEGMENTS } from '../kernel/frame-store'
import type { Simulator } from '../kernel/simulator'
import { reasonIndex } from '../observe/counter-table'
import type { LinkEnd, SpaceListener } from '../wire/link'
import { fillChecksum } from './offload/checksum'
import { cutSegment } from './offload/tso'
import type { TxQueue } from './tx-queue'

/** Frames between the engine and the wire: enough to keep it busy, few enough for the queues to alternate. */
const WIRE_QUEUE = 32

const LINK_DOWN = reasonIndex('link-down')

/** The embedded switch. */
export interface FrameRouter {
  /** False: the frame goes to the wire. True: it went to another function only. Copies for functions are made here. */
  turnsRound(frame: number, fn: number): boolean
}

/** Slots of the PF's counters that the engine adds to. */
export interface TransmitSlots {
  frames: number
  bytes: number
  high: number
  tso: number
  dropBase: number
}

export class TransmitEngine extends Component implements SpaceListener {
  egress: LinkEnd | null = null
  /** When what was taken last is on the chip. */
  fetchedPs = 0
  /** Null while the host has the port alone. */
  router: FrameRouter | null = null
  private readonly queues: TxQueue[] = []
  private head: TxQueue | null = null
  private tail: TxQueue | null = null
  private readonly framesSlot: number
  private readonly bytesSlot: number
  private readonly highSlot: number
  private readonly tsoSlot: number
  private readonly dropBase: number
  /** Taken from a queue and refused by the wire. */
  private stuck = -1

  constructor(
    sim: Simulator,
    path: string,
    slots: TransmitSlots,
    /** From the doorbell until a frame is on the chip. */
    private readonly fetchPs: number,
  ) {
    super(sim, path)
    this.framesSlot = slots.frames
    this.bytesSlot = slots.bytes
    this.highSlot = slots.high
    this.tsoSlot = slots.tso
    this.dropBase = slots.dropBase
  }

  addQueue(queue: TxQueue): void {
    this.queues.push(queue)
  }

  attach(egress: LinkEnd): void {
    this.egress = egress
    egress.capacity = WIRE_QUEUE
    egress.onSpace = this
  }

  /** A function hands over a descriptor. */
  push(queue: TxQueue, frame: number): void {
    const { data } = this.sim.frames
    const isFirst = this.head === null && this.stuck < 0 && !queue.isActive
    if (isFirst) this.fetch()
    if (isFirst && queue.rateBps === 0 && data[frame + SEGMENTS] === 1) {
      // Nothing is in front of it: it leaves without waiting in its queue.
      fillChecksum(data, frame)
      if (this.router !== null && this.router.turnsRound(frame, queue.fn)) return
      if (!this.toWire(frame)) this.stuck = frame
      return
    }
    queue.push(frame)
    const counters = this.sim.counters.data
    if (queue.frames.length > counters[this.highSlot]) counters[this.highSlot] = queue.frames.length
    if (!queue.isActive) this.activate(queue)
    if (this.stuck < 0) this.pump()
  }

  /** The wire's queue has room again. */
  transmitSpace(): void {
    this.pump()
  }

  /** A rate-limited queue may go on. */
  override handle(_kind: number, index: number): void {
    const queue = this.queues[index]
    queue.isActive = false
    if (queue.frames.length > 0) this.activate(queue)
    this.pump()
  }

  /** Everything in a queue is lost for `reason`. */
  discard(queue: TxQueue, reason: number, dropBase: number): void {
    for (let frame = queue.frames.shift(); frame >= 0; frame = queue.frames.shift()) {
      this.sim.traffic.drop(frame, reason, dropBase)
    }
    queue.taken()
  }

  private fetch(): void {
    this.fetchedPs = this.sim.now + this.fetchPs
    if (this.egress !== null) this.egress.readyPs = this.fetchedPs
  }

  private activate(queue: TxQueue): void {
    queue.isActive = true
    queue.nextActive = null
    if (this.tail === null) this.head = queue
    else this.tail.nextActive = queue
    this.tail = queue
  }

  private pump(): void {
    const { sim } = this
    if (this.stuck >= 0) {
      const frame = this.stuck
      if (!this.toWire(frame)) return
      this.stuck = -1
    }
    while (this.head !== null) {
      const queue: TxQueue = this.head
      this.head = queue.nextActive
      if (this.head === null) this.tail = null
      queue.nextActive = null
      if (queue.frames.length === 0) {
        queue.isActive = false
        continue
      }
      if (queue.rateBps > 0 && queue.readyAt > sim.now) {
        // It stays marked active, so that a push does not put it into the list before its time.
        sim.post(queue.readyAt, this, 0, this.queues.indexOf(queue))
        continue
      }
      const frame = this.take(queue)
      if (queue.frames.length > 0) this.activate(queue)
      else queue.isActive = false
      if (this.router !== null && this.router.turnsRound(frame, queue.fn)) continue
      if (!this.toWire(frame)) {
        this.stuck = frame
        return
      }
    }
  }

  private take(queue: TxQueue): number {
    const { sim } = this
    let frame = queue.frames.head
    if (sim.frames.data[frame + SEGMENTS] > 1) {
      frame = cutSegment(sim.frames, frame)
      sim.counters.data[this.tsoSlot]++
      if (queue.tsoSlot >= 0) sim.counters.data[queue.tsoSlot]++
    } else {
      queue.frames.shift()
      queue.taken()
    }
    if (queue.rateBps > 0) queue.spend(frame)
    fillChecksum(sim.frames.data, frame)
    return frame
  }

  /** False: the wire's queue is full, and `transmitSpace` follows. */
  private toWire(frame: number): boolean {
    const { sim, egress } = this
    if (egress === null) {
      sim.traffic.drop(frame, LINK_DOWN, this.dropBase)
      return true
    }
    const bytes = sim.frames.data[frame + FRAME_BYTES] - FCS_BYTES
    const wasUp = egress.up
    if (!egress.enqueue(frame)) return false
    if (wasUp) {
      const counters = sim.counters.data
      counters[this.framesSlot]++
      counters[this.bytesSlot] += bytes
    }
    return true
  }
}
