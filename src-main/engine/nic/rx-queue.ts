// A receive queue of a PF that the hypervisor serves: a ring of buffers, an interrupt, and a poll world. The interrupt wakes the
// poll; while it polls there are no interrupts; a poll takes at most 64 frames and ends when it finds the ring empty (NAPI).
// Merging (LRO) happens in the poll, for receivers that take it. Completions of what the host sends interrupt it too.
// A port with several queues counts each by itself.
import type { ModerationModel } from '../../../src-shared/lab/moderation-model'
import type { DmaCache } from '../host/dma-cache'
import type { Iommu } from '../host/iommu'
import type { Cpu } from '../host/cpu'
import { World, type WorldTask } from '../host/world'
import { COUNTERS } from '../../../src-shared/result/counters'
import { FrameList } from '../kernel/frame-list'
import { FCS_BYTES, FRAME_BYTES, FRAME_KIND, KIND } from '../kernel/frame-store'
import type { Simulator } from '../kernel/simulator'
import { reasonIndex } from '../observe/counter-table'
import { stageIndex } from '../observe/cycle-ledger'
import { InterruptModeration } from './interrupt-moderation'
import { ReceiveMerge } from './offload/lro'
import type { TxQueue } from './tx-queue'

const NAMES = Object.keys(COUNTERS['rx-queue'])
const RX_FRAMES = NAMES.indexOf('rxFrames')
const RX_BYTES = NAMES.indexOf('rxBytes')
const LOST = NAMES.indexOf('lostFrames')
const HIGH = NAMES.indexOf('rxQueueHigh')
const INTERRUPTS = NAMES.indexOf('interrupts')

/** Frames of one poll (the budget of NAPI). */
const BUDGET = 64

const DRIVER_RECEIVE = stageIndex('nic-driver-receive')
const HOST_INTERRUPT = stageIndex('host-interrupt')
const HOST_INTERRUPT_EXIT = stageIndex('host-interrupt-exit')
const LRO_MERGE = stageIndex('lro-merge')
const NO_BUFFER = reasonIndex('no-buffer')

/** The vSwitch behind an uplink. */
export interface UplinkConsumer {
  /** The receiver of this frame takes merged buffers, of the NIC or of the host. */
  wantsMerged(frame: number, inHardware: boolean): boolean
  /** The receiver of this frame lets the NIC write into its memory, where it has a queue alone. */
  writesInPlace(frame: number): boolean
  /** In startSlice: decides where the frame goes, charges it, and puts what is to leave into `out`. */
  fromUplink(world: World, frame: number, uplink: number, direct: boolean, out: FrameList): void
  /** In endSlice. Returns the transmit queue that it should wait for, or null. */
  output(frame: number): TxQueue | null
}

/** What the queue shares with its PF. */
export interface RxQueueHost {
  readonly path: string
  /** The vSwitch behind the port, and which of its uplinks this is. */
  readonly consumer: UplinkConsumer | null
  readonly uplinkIndex: number
  /** Merging in hardware: no cycles a segment, and the driver sees merged buffers only. */
  readonly mergesInHardware: boolean
  /** The driver maps each buffer in the IOMMU. */
  readonly mapsBuffers: boolean
  readonly iommu: Iommu
  readonly dropBase: number
  /** Counter of the most frames that ever waited in a receive queue. */
  readonly rxHighSlot: number
  countInterrupt(): void
  countMerged(frames: number): void
}

/** Which queue of its port it is, and how it is served. */
export interface RxQueuePlace {
  /** `rx0`; the default queue is the first. */
  number: number
  /** One of those for what matches no filter. */
  isDefault: boolean
  /** Core that polls it; -1: any. */
  core: number
  /** Has counters of its own. */
  counts: boolean
}

export class RxQueue extends InterruptModeration implements WorldTask {
  readonly world: World
  readonly number: number
  readonly name: string
  readonly isDefault: boolean
  /** Filters that choose this queue; with one alone, its frames can go straight into the receiver's memory. */
  filters = 0
  private readonly ring = new FrameList()
  private readonly out = new FrameList()
  private readonly merge: ReceiveMerge
  private readonly dmaCache: DmaCache
  private isPolling = false
  /** TCP segments were taken in the poll that runs; some may be held for merging. */
  private hasSegments = false
  private mergedBefore = 0
  /** Frames taken in the poll that runs. */
  private polled = 0
  /** Interrupts whose handling the next slice pays for. */
  private raised = 0
  private interruptedGuest = false
  private isShortageTold = false
  /** First slot of its own counters; -1: it has none. */
  private readonly base: number

  constructor(
    sim: Simulator,
    place: RxQueuePlace,
    private readonly cpu: Cpu,
    private readonly host: RxQueueHost,
    readonly limit: number,
    gaps: ModerationModel,
  ) {
    super(sim, `${host.path}/rx${place.number}`, gaps)
    this.number = place.number
    this.name = `rx${place.number}`
    this.isDefault = place.isDefault
    this.base = place.counts ? sim.counters.register(this.path, 'rx-queue', NAMES) : -1
    this.merge = new ReceiveMerge(sim)
    this.dmaCache = cpu.dmaCache
    this.world = new World(sim, `${this.path}/poll`, cpu, -1, this, place.core)
  }

  /** The NIC wrote the frame into a buffer of the ring. */
  enqueue(frame: number): void {
    const { ring } = this
    if (ring.length >= this.limit) {
      this.lose(frame)
      return
    }
    ring.push(frame)
    this.dmaCache.land(frame)
    const counters = this.sim.counters.data
    const { rxHighSlot } = this.host
    if (ring.length > counters[rxHighSlot]) counters[rxHighSlot] = ring.length
    if (this.base >= 0) this.countReceived(frame)
    this.note(this.sim.frames.data[frame + FRAME_BYTES])
    if (!this.isPolling) this.request()
  }

  /** The NIC has sent what the host gave it; the vector that tells of receptions tells of this too. */
  completed(bytes: number): void {
    this.noteSent(bytes)
    if (!this.isPolling) this.request()
  }

  override interrupt(): void {
    this.isPolling = true
    this.raised++
    this.interruptedGuest = this.cpu.idleCores === 0
    this.cpu.ledger.physicalInterrupts++
    this.host.countInterrupt()
    if (this.base >= 0) this.sim.counters.data[this.base + INTERRUPTS]++
    this.world.isInterrupted = true
    this.world.wake()
  }

  startSlice(world: World): void {
    const { ring, host } = this
    if (this.raised > 0) {
      world.charge(HOST_INTERRUPT, this.raised)
      if (this.interruptedGuest) {
        world.charge(HOST_INTERRUPT_EXIT, this.raised)
        this.cpu.ledger.exits += this.raised
      }
      this.raised = 0
    }
    const { consumer, uplinkIndex } = host
    if (consumer === null) return
    const direct = this.filters === 1
    const left = BUDGET - this.polled
    const count = ring.length < left ? ring.length : left
    this.polled += count
    const { frames } = this.sim
    const { merge } = this
    let merged = 0
    for (let i = 0; i < count; i++) {
      const frame = ring.shift()
      if (frames.data[frame + KIND] !== FRAME_KIND.tcp) {
        consumer.fromUplink(world, frame, uplinkIndex, direct, this.out)
        continue
      }
      if (!this.hasSegments) {
        this.hasSegments = true
        this.mergedBefore = merge.merged
      }
      merge.add(frame, consumer.wantsMerged(frame, host.mergesInHardware))
    }
    // A poll is over when the ring is found empty (interrupts are on again) or its budget is spent; segments are held till then.
    if (count === 0) this.isPolling = false
    if (this.hasSegments) {
      merged = merge.merged - this.mergedBefore
      this.mergedBefore = merge.merged
      if (count === 0 || this.polled >= BUDGET) {
        merge.flush()
        this.hasSegments = false
      }
      for (let frame = merge.out.shift(); frame >= 0; frame = merge.out.shift()) {
        consumer.fromUplink(world, frame, uplinkIndex, direct, this.out)
      }
    }
    if (count === 0 || this.polled >= BUDGET) this.polled = 0
    if (count === 0) return
    if (host.mergesInHardware) world.charge(DRIVER_RECEIVE, count - merged)
    else {
      world.charge(DRIVER_RECEIVE, count)
      if (merged > 0) world.charge(LRO_MERGE, merged)
    }
    if (host.mapsBuffers) host.iommu.chargeMapping(world, count)
    if (merged > 0) host.countMerged(merged)
  }

  endSlice(): boolean {
    const { consumer } = this.host
    const { out } = this
    if (consumer !== null) for (let frame = out.shift(); frame >= 0; frame = out.shift()) consumer.output(frame)
    return this.isPolling
  }

  private countReceived(frame: number): void {
    const { base, ring, sim } = this
    const counters = sim.counters.data
    counters[base + RX_FRAMES]++
    counters[base + RX_BYTES] += sim.frames.data[frame + FRAME_BYTES] - FCS_BYTES
    if (ring.length > counters[base + HIGH]) counters[base + HIGH] = ring.length
  }

  private lose(frame: number): void {
    const { sim, host } = this
    if (this.base >= 0) sim.counters.data[this.base + LOST]++
    if (!this.isShortageTold) {
      this.isShortageTold = true
      sim.log.add('warning', host.path, 'buffer-shortage', 'the host does not take frames as fast as they come')
    }
    sim.traffic.drop(frame, NO_BUFFER, host.dropBase)
  }
}
