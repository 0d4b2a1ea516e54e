// The NIC of a station and its driver: a transmit ring, a receive queue a lane that is polled after an interrupt (NAPI),
// segmentation and merging of TCP. A station without a CPU pays nothing and is never interrupted: frames go up at once.
// Read first: `guest/net-device.ts`, `wire/link-end.ts`.
import type { ModerationModel } from '../../../src-shared/lab/moderation-model'
import type { StationModel } from '../../../src-shared/lab/lab-model'
import { COUNTERS } from '../../../src-shared/result/counters'
import type { FrameOwner, NetDevice } from '../guest/net-device'
import type { NetworkStack } from '../guest/stack/network-stack'
import { SLICE_BUDGET, type StackLane } from '../guest/stack/stack-lane'
import type { DmaCache } from '../host/dma-cache'
import type { World } from '../host/world'
import { Component } from '../kernel/component'
import { FrameList } from '../kernel/frame-list'
import {
  CHECKSUM,
  CHECKSUM_STATE,
  DST,
  ETHERNET_BYTES,
  FCS_BYTES,
  FRAME_BYTES,
  isGroup,
  OWNER,
  OWNER_ARG,
  SEGMENTS,
  VLAN,
  VLAN_TAG_BYTES,
} from '../kernel/frame-store'
import type { Simulator } from '../kernel/simulator'
import { InterruptModeration, type InterruptTarget } from '../nic/interrupt-moderation'
import { ReceiveMerge } from '../nic/offload/lro'
import { cutSegment } from '../nic/offload/tso'
import { fetchTime, landingTime } from '../nic/pcie-latency'
import { reasonIndex } from '../observe/counter-table'
import { stageIndex } from '../observe/cycle-ledger'
import type { LinkEnd } from './link-end'
import type { WireMachine } from './link'

const RING = 1024
/** Frames on the chip, between the ring and the wire. */
const CHIP_QUEUE = 64

const NAMES = Object.keys(COUNTERS.station)
const RX_FRAMES = NAMES.indexOf('rxFrames')
const RX_BYTES = NAMES.indexOf('rxBytes')
const TX_FRAMES = NAMES.indexOf('txFrames')
const TX_BYTES = NAMES.indexOf('txBytes')
const RX_QUEUE_HIGH = NAMES.indexOf('rxQueueHigh')
const TX_QUEUE_HIGH = NAMES.indexOf('txQueueHigh')

const LINK_DOWN = reasonIndex('link-down')
const MTU_EXCEEDED = reasonIndex('mtu-exceeded')
const NO_BUFFER = reasonIndex('no-buffer')
const NOT_ADDRESSED = reasonIndex('not-addressed-to-us')
const VLAN_NOT_ALLOWED = reasonIndex('vlan-not-allowed')

const HOST_INTERRUPT = stageIndex('host-interrupt')
const DRIVER_RECEIVE = stageIndex('nic-driver-receive')
const DRIVER_TRANSMIT = stageIndex('nic-driver-transmit')
const LRO_MERGE = stageIndex('lro-merge')

/** Frames for one lane: they wait for the interrupt, then for the polls until none is left. */
class ReceiveQueue implements InterruptTarget {
  readonly ring = new FrameList()
  polling = false
  private readonly moderation: InterruptModeration | null

  constructor(
    sim: Simulator,
    path: string,
    private readonly lane: StackLane,
    /** Null: no interrupts, the lane is woken by every frame. */
    gaps: ModerationModel | null,
  ) {
    this.moderation = gaps === null ? null : new InterruptModeration(sim, path, gaps, this)
  }

  push(frame: number, bytes: number): void {
    this.ring.push(frame)
    if (this.moderation === null) this.lane.world.wake()
    else {
      this.moderation.note(bytes)
      this.tell(this.moderation)
    }
  }

  /** The NIC has sent a frame of the lane; the vector that tells of receptions tells of this too. */
  completed(bytes: number): void {
    if (this.moderation === null) return
    this.moderation.noteSent(bytes)
    this.tell(this.moderation)
  }

  interrupt(): void {
    this.polling = true
    this.lane.overhead(HOST_INTERRUPT, 1)
    this.lane.world.isInterrupted = true
    this.lane.world.wake()
  }

  private tell(moderation: InterruptModeration): void {
    if (!this.polling) moderation.request()
  }
}

export class StationNic extends Component implements NetDevice, FrameOwner, WireMachine {
  mac: number
  readonly mtu: number
  readonly tso: boolean
  readonly checksum = true
  readonly vlan: number
  readonly dropBase: number
  readonly landingPs: number
  /** When what was taken from the ring last is on the chip. */
  fetchedPs = 0
  private readonly base: number
  private readonly lro: boolean
  private readonly fetchPs: number
  private egress: LinkEnd | null = null
  private stack: NetworkStack | null = null
  /** Null: nobody pays for copies. */
  private dmaCache: DmaCache | null = null
  private readonly queues: ReceiveQueue[] = []
  private readonly merge: ReceiveMerge
  private mergedBefore = 0
  /** In the ring, not yet on the chip. */
  private readonly ring = new FrameList()
  /** Ring slots in use, until their frames have left. */
  private used = 0
  private refused = false

  constructor(
    sim: Simulator,
    private readonly model: StationModel,
    costs: Float64Array,
  ) {
    super(sim, model.path)
    this.fetchPs = fetchTime(costs)
    this.landingPs = landingTime(costs)
    this.mac = model.mac
    this.mtu = model.mtu
    this.tso = model.tso
    this.lro = model.lro
    this.vlan = model.vlan
    this.base = sim.counters.register(model.path, 'station', NAMES)
    this.dropBase = sim.counters.dropBase(this.base, NAMES.length)
    this.merge = new ReceiveMerge(sim)
  }

  /** Gives the NIC its stack; a station without a CPU is not interrupted. */
  install(stack: NetworkStack, hasCpu: boolean): void {
    this.stack = stack
    if (hasCpu) this.dmaCache = stack.lanes[0].world.cpu.dmaCache
    const gaps = hasCpu ? this.model.moderation : null
    stack.lanes.forEach((lane, i) => {
      this.queues.push(new ReceiveQueue(this.sim, `${this.path}/rx${i}`, lane, gaps))
    })
    stack.attach(this)
  }

  attachLink(_index: number, egress: LinkEnd): void {
    this.egress = egress
    egress.capacity = CHIP_QUEUE
    egress.onSpace = this
  }

  linkChanged(): void {
    // what is sent meanwhile is lost at the link
  }

  /** From the wire. */
  receive(frame: number): void {
    const { sim } = this
    const d = sim.frames.data
    const counters = sim.counters.data
    counters[this.base + RX_FRAMES]++
    counters[this.base + RX_BYTES] += d[frame + FRAME_BYTES] - FCS_BYTES
    const destination = d[frame + DST]
    const vlan = d[frame + VLAN]
    if (destination !== this.mac && !isGroup(destination)) {
      sim.traffic.filter(frame, this.dropBase, NOT_ADDRESSED)
    } else if (vlan !== this.vlan) {
      if (destination === this.mac) sim.traffic.drop(frame, VLAN_NOT_ALLOWED, this.dropBase)
      else sim.traffic.filter(frame, this.dropBase, VLAN_NOT_ALLOWED)
    } else if (d[frame + FRAME_BYTES] - ETHERNET_BYTES - (vlan === 0 ? 0 : VLAN_TAG_BYTES) > this.mtu) {
      sim.traffic.drop(frame, MTU_EXCEEDED, this.dropBase)
    } else {
      const queue = this.queues[this.stack!.laneFor(frame).index]
      const { length } = queue.ring
      if (length >= RING) sim.traffic.drop(frame, NO_BUFFER, this.dropBase)
      else {
        if (length >= counters[this.base + RX_QUEUE_HIGH]) counters[this.base + RX_QUEUE_HIGH] = length + 1
        if (this.dmaCache !== null) this.dmaCache.land(frame)
        queue.push(frame, d[frame + FRAME_BYTES])
      }
    }
  }

  poll(lane: StackLane): boolean {
    const queue = this.queues[lane.index]
    const { ring } = queue
    if (ring.length === 0) {
      queue.polling = false
      return false
    }
    const { merge, sim } = this
    let budget = SLICE_BUDGET
    for (; budget > 0 && ring.length > 0; budget--) {
      const frame = ring.shift()
      lane.world.charge(DRIVER_RECEIVE)
      if (sim.frames.data[frame + CHECKSUM] === CHECKSUM_STATE.valid) {
        sim.frames.data[frame + CHECKSUM] = CHECKSUM_STATE.verified
      }
      if (this.lro) merge.add(frame, true)
      else lane.enqueueReceived(this, frame)
    }
    if (this.lro) {
      const { merged } = merge
      merge.flush()
      for (let frame = merge.out.shift(); frame >= 0; frame = merge.out.shift()) lane.enqueueReceived(this, frame)
      lane.world.charge(LRO_MERGE, merged - this.mergedBefore)
      this.mergedBefore = merged
    }
    // fewer than a full poll: the queue interrupts again
    if (budget > 0) queue.polling = false
    return budget === 0
  }

  chargeReceive(): void {
    // paid in the poll, frame by frame
  }

  chargeTransmit(world: World, frame: number): void {
    world.charge(DRIVER_TRANSMIT)
    if (this.queues.length > 1) this.sim.frames.data[frame + OWNER_ARG] = this.queueOf(world)
  }

  /** Index of the queue that completions of this sender come to. */
  private queueOf(world: World): number {
    const { lanes } = this.stack!
    let index = lanes.length - 1
    while (index > 0 && lanes[index].world !== world) index--
    return index
  }

  transmit(frame: number): boolean {
    if (this.used >= RING) {
      this.refused = true
      return false
    }
    const counters = this.sim.counters.data
    this.sim.frames.data[frame + OWNER] = this.id
    this.used++
    if (this.used > counters[this.base + TX_QUEUE_HIGH]) counters[this.base + TX_QUEUE_HIGH] = this.used
    if (this.ring.length === 0) this.fetch()
    this.ring.push(frame)
    this.pump()
    return true
  }

  transmitted(frame: number): void {
    this.used--
    const d = this.sim.frames.data
    const { queues } = this
    queues[queues.length > 1 ? d[frame + OWNER_ARG] | 0 : 0].completed(d[frame + FRAME_BYTES])
    this.stack!.transmitted(frame)
    if (!this.refused || this.used > (RING * 3) >> 2) return
    this.refused = false
    for (const lane of this.stack!.lanes) lane.transmitSpace(this)
  }

  /** The chip has room again. */
  transmitSpace(): void {
    this.pump()
  }

  override handle(): void {
    // no events of its own
  }

  private fetch(): void {
    this.fetchedPs = this.sim.now + this.fetchPs
    if (this.egress !== null) this.egress.readyPs = this.fetchedPs
  }

  /** Moves frames from the ring to the chip, super-frames cut on the way. */
  private pump(): void {
    const { ring, sim, egress } = this
    while (ring.length > 0) {
      const head = ring.head
      const frame = sim.frames.data[head + SEGMENTS] > 1 ? cutSegment(sim.frames, head) : ring.shift()
      const d = sim.frames.data
      d[frame + CHECKSUM] = CHECKSUM_STATE.valid
      // no cable
      if (egress === null) {
        sim.traffic.drop(frame, LINK_DOWN, this.dropBase)
        continue
      }
      const bytes = d[frame + FRAME_BYTES] - FCS_BYTES
      if (!egress.enqueue(frame)) {
        ring.unshift(frame)
        return
      }
      const counters = sim.counters.data
      counters[this.base + TX_FRAMES]++
      counters[this.base + TX_BYTES] += bytes
    }
  }
}
