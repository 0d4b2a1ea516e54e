// A physical function: one port of a NIC. It owns the wire's end, sorts what it receives (embedded switch, then receive filters),
// and shares the wire between the host and its virtual functions. Read first: transmit-engine.ts, rx-queue.ts, embedded-switch.ts.
// Leaves out pause frames and link speeds below the configured one.
import { fixedGap, type ModerationModel } from '../../../src-shared/lab/moderation-model'
import { nicModel, type NicModelEntry } from '../../../src-shared/catalogue/nic-models'
import { DEFAULTS } from '../../../src-shared/lab/defaults'
import type { NicModel, VfModel } from '../../../src-shared/lab/lab-model'
import { COUNTERS } from '../../../src-shared/result/counters'
import type { DmaCache } from '../host/dma-cache'
import type { Iommu } from '../host/iommu'
import type { Cpu } from '../host/cpu'
import { ETHERNET_BYTES, FCS_BYTES, FRAME_BYTES, VLAN, VLAN_TAG_BYTES } from '../kernel/frame-store'
import type { Simulator } from '../kernel/simulator'
import { reasonIndex } from '../observe/counter-table'
import type { LinkEnd, WireMachine } from '../wire/link'
import { EmbeddedSwitch, type SwitchHost } from './embedded-switch'
import { LoopbackPath, type LoopbackReceiver } from './loopback-path'
import { verifyChecksum } from './offload/checksum'
import { NumVfs } from './num-vfs'
import { NetqueueBalancer } from './netqueue-balancer'
import { largestFrame } from './offload/tso'
import { fetchTime, landingTime } from './pcie-latency'
import { PcieSlot } from './pcie-slot'
import { placement, RxFilter } from './rx-filter'
import { RxQueue, type RxQueueHost, type UplinkConsumer } from './rx-queue'
import { TransmitEngine } from './transmit-engine'
import { TxQueue } from './tx-queue'
import { VirtualFunction } from './virtual-function'
import { WholePort } from './whole-port'

const NAMES = Object.keys(COUNTERS.nic)
const RX_FRAMES = NAMES.indexOf('rxFrames')
const RX_BYTES = NAMES.indexOf('rxBytes')
const TX_FRAMES = NAMES.indexOf('txFrames')
const TX_BYTES = NAMES.indexOf('txBytes')
const RX_HIGH = NAMES.indexOf('rxQueueHigh')
const TX_HIGH = NAMES.indexOf('txQueueHigh')
const INTERRUPTS = NAMES.indexOf('interrupts')
const LOOPED = NAMES.indexOf('loopedFrames')
const TSO = NAMES.indexOf('tsoFrames')
const LRO = NAMES.indexOf('lroMerged')
const DEFAULT_QUEUE = NAMES.indexOf('defaultQueueFrames')
const FILTERED_QUEUE = NAMES.indexOf('filteredQueueFrames')
const STALE = NAMES.indexOf('staleFrames')
const FILTER_MOVES = NAMES.indexOf('filterMoves')

/** What the port can hold between the wire and the memory of the host (the receive packet buffer of an 82599). */
const PACKET_BUFFER_BYTES = 512 * 1024

const MTU_EXCEEDED = reasonIndex('mtu-exceeded')
const QUEUE_FULL = reasonIndex('queue-full')
const UNKNOWN = reasonIndex('unknown-destination')

/** A vSwitch that wants to know whether its uplink works. */
export interface LinkListener {
  /** The cable was plugged in while the lab was built. */
  uplinkAttached(index: number): void
  uplinkChanged(index: number, up: boolean): void
}

/** A function that the document says nothing about. */
const plainVf = (port: string, index: number): VfModel => ({
  index,
  path: `${port}.vf${index}`,
  mac: null,
  vlan: DEFAULTS.vfVlan,
  spoofCheck: DEFAULTS.spoofCheck,
  trust: DEFAULTS.trust,
  strays: false,
  rateBps: 0,
})

export class PhysicalFunction implements WireMachine, RxQueueHost, SwitchHost, LoopbackReceiver {
  readonly path: string
  readonly model: NicModelEntry
  readonly mtu: number
  readonly tso: boolean
  readonly checksum: boolean
  readonly mergesInHardware: boolean
  readonly base: number
  readonly dropBase: number
  readonly rxHighSlot: number
  readonly staleSlot: number
  readonly landingPs: number
  readonly dmaCache: DmaCache
  readonly engine: TransmitEngine
  readonly embedded: EmbeddedSwitch
  /** Those that are enabled. */
  readonly vfs: VirtualFunction[] = []
  /** The functions of the port are others. */
  onVfs: (() => void) | null = null
  /** All that ever were: one that is enabled again is the one that it was. */
  private readonly made: VirtualFunction[] = []
  private readonly makeVf: (index: number) => VirtualFunction
  private numVfs: NumVfs | null = null
  readonly filter: RxFilter
  /** Receive queues of the host: the default ones, then those with filters. */
  readonly rxQueues: readonly RxQueue[]
  /** The port as a guest sees it that has it whole. */
  readonly whole: WholePort
  /** What the host sends. */
  readonly hostQueue: TxQueue
  /** The vSwitch that this is an uplink of, and which. */
  consumer: UplinkConsumer | null = null
  uplinkIndex = -1
  mapsBuffers = false
  linkListener: LinkListener | null = null
  moderation: ModerationModel
  vfModeration: ModerationModel
  private readonly loopback: LoopbackPath
  private readonly dmaPsPerByte: number
  /** The IOMMU is slower than the wire. */
  private readonly isDmaBound: boolean
  private dmaBusyUntil = 0
  private readonly defaultQueue: RxQueue
  /** There is more than one queue to choose from. */
  private readonly sorts: boolean
  /** Virtual functions are in use: the embedded switch decides. */
  private isShared = false

  constructor(
    private readonly sim: Simulator,
    readonly settings: NicModel,
    cpu: Cpu,
    readonly iommu: Iommu,
  ) {
    const { path } = settings
    const { costs } = cpu
    this.path = path
    this.model = nicModel(settings.model)!
    this.mtu = settings.mtu
    this.tso = settings.tso
    this.checksum = settings.checksum
    this.moderation = settings.moderation
    this.vfModeration = settings.vfModeration
    // The 82599 and its kin cannot merge while they share their port between functions.
    this.mergesInHardware = settings.lro && settings.vfs.length === 0
    this.base = sim.counters.register(path, 'nic', NAMES)
    this.dropBase = sim.counters.dropBase(this.base, NAMES.length)
    this.rxHighSlot = this.base + RX_HIGH
    this.staleSlot = this.base + STALE
    this.landingPs = landingTime(costs)
    this.dmaCache = cpu.dmaCache
    const slots = {
      frames: this.base + TX_FRAMES,
      bytes: this.base + TX_BYTES,
      high: this.base + TX_HIGH,
      tso: this.base + TSO,
      dropBase: this.dropBase,
    }
    this.engine = new TransmitEngine(sim, `${path}/transmit`, slots, fetchTime(costs))
    this.embedded = new EmbeddedSwitch(sim, this, settings.switching, this.model.groupHash)
    const wire = { txSlot: this.base + TX_BYTES, rxSlot: this.base + RX_BYTES }
    const slot = new PcieSlot(this.model.slotBps, costs)
    this.loopback = new LoopbackPath(sim, `${path}/loopback`, slot, wire, this.landingPs, this)
    this.hostQueue = new TxQueue(sim, -1, this.model.ring, 0)
    this.engine.addQueue(this.hostQueue)
    this.makeVf = (index) => new VirtualFunction(sim, this, settings.vfs[index] ?? plainVf(path, index), costs)
    this.setVfs(settings.vfs.length)
    const { affinity, netqueue, rss } = settings
    const queues = rss + netqueue
    this.sorts = queues > 1
    this.rxQueues = Array.from({ length: queues }, (_, number) => {
      const core = affinity.length === 0 ? -1 : affinity[number % affinity.length]
      const place = { number, isDefault: number < rss, core, counts: this.sorts }
      return new RxQueue(sim, place, cpu, this, this.model.ring, settings.moderation)
    })
    this.defaultQueue = this.rxQueues[0]
    this.filter = new RxFilter(this.rxQueues.slice(rss), placement(this.rxQueues.slice(0, rss)))
    if (settings.balancerPs > 0 && netqueue > 0) {
      new NetqueueBalancer(sim, `${path}/balancer`, this.filter, settings.balancerPs, this.base + FILTER_MOVES)
    }
    this.whole = new WholePort(sim, this, this.hostQueue, costs)
    this.dmaPsPerByte = iommu.dmaPsPerByte(iommu.readsPerPage)
    this.isDmaBound = this.dmaPsPerByte > 8e12 / settings.speedBps
  }

  /** Writes NumVFs while the port works; why it cannot be written, or null. */
  writeNumVfs(count: unknown): string | null {
    this.numVfs ??= new NumVfs(this.sim, `${this.path}/sriov`, this, () => this.onVfs?.())
    return this.numVfs.write(count)
  }

  /** Enables the first `count` functions, and no others. */
  setVfs(count: number): void {
    for (let index = this.made.length; index < count; index++) {
      const vf = this.makeVf(index)
      this.made.push(vf)
      this.engine.addQueue(vf.queue)
    }
    this.vfs.length = 0
    this.vfs.push(...this.made.slice(0, count))
  }

  get isUp(): boolean {
    return this.engine.egress !== null && this.engine.egress.up
  }

  /** The vSwitch that this is an uplink of; null: none. */
  get uplink(): { consumer: UplinkConsumer; index: number } | null {
    return this.consumer === null ? null : { consumer: this.consumer, index: this.uplinkIndex }
  }

  get hasHost(): boolean {
    return this.consumer !== null || this.whole.isAssigned
  }

  attachLink(_index: number, egress: LinkEnd): void {
    this.engine.attach(egress)
    if (this.consumer !== null) this.linkListener?.uplinkAttached(this.uplinkIndex)
  }

  linkChanged(_index: number, up: boolean): void {
    for (const vf of this.vfs) vf.linkChanged(up)
    this.whole.linkChanged(up)
    if (this.consumer !== null) this.linkListener?.uplinkChanged(this.uplinkIndex, up)
  }

  /** From the wire. */
  receive(frame: number): void {
    const { sim } = this
    const d = sim.frames.data
    const counters = sim.counters.data
    const bytes = d[frame + FRAME_BYTES]
    counters[this.base + RX_FRAMES]++
    counters[this.base + RX_BYTES] += bytes - FCS_BYTES
    if (bytes - ETHERNET_BYTES - (d[frame + VLAN] > 0 ? VLAN_TAG_BYTES : 0) > this.mtu) {
      sim.traffic.drop(frame, MTU_EXCEEDED, this.dropBase)
      return
    }
    if (this.isDmaBound && !this.writeToMemory(bytes)) {
      sim.traffic.drop(frame, QUEUE_FULL, this.dropBase)
      return
    }
    if (this.checksum) verifyChecksum(d, frame)
    if (this.isShared) this.embedded.fromWire(frame)
    else this.toHost(frame)
  }

  /** From the vSwitch, in endSlice. Returns the queue where the sender should wait for room, or null. */
  transmitFromHost(frame: number): TxQueue | null {
    const { sim } = this
    const d = sim.frames.data
    const bytes = d[frame + FRAME_BYTES]
    if (largestFrame(d, frame) - ETHERNET_BYTES - (d[frame + VLAN] > 0 ? VLAN_TAG_BYTES : 0) > this.mtu) {
      sim.traffic.drop(frame, MTU_EXCEEDED, this.dropBase)
      return null
    }
    this.engine.push(this.hostQueue, frame)
    this.defaultQueue.completed(bytes)
    return this.hostQueue.isFull ? this.hostQueue : null
  }

  /** What no virtual function gets: the host's receive queues, or the guest that has the port. */
  toHost(frame: number): void {
    const { sim } = this
    if (this.consumer === null) {
      if (this.whole.isAssigned) this.whole.receive(frame)
      else sim.traffic.drop(frame, UNKNOWN, this.dropBase)
      return
    }
    const queue = this.sorts ? this.filter.queueFor(sim.frames.data, frame) : this.defaultQueue
    sim.counters.data[this.base + (queue.isDefault ? DEFAULT_QUEUE : FILTERED_QUEUE)]++
    queue.enqueue(frame)
  }

  isHostAddress(mac: number): boolean {
    return this.filter.has(mac)
  }

  loop(frame: number, fn: number, from: number): void {
    this.sim.counters.data[this.base + LOOPED]++
    if (from >= 0) this.vfs[from].countLooped()
    this.loopback.send(frame, fn, this.engine)
  }

  looped(frame: number, fn: number): void {
    if (fn < 0) this.toHost(frame)
    else this.embedded.deliver(frame, this.vfs[fn])
  }

  functionsChanged(inUse: boolean): void {
    this.isShared = inUse
    this.engine.router = inUse ? this.embedded : null
  }

  countInterrupt(): void {
    this.sim.counters.data[this.base + INTERRUPTS]++
  }

  countMerged(frames: number): void {
    this.sim.counters.data[this.base + LRO] += frames
  }

  /** The administrator changes the gap between interrupts while the NIC works. */
  setModeration(gapPs: number): void {
    this.moderation = fixedGap(gapPs)
    this.vfModeration = this.moderation
    for (const queue of this.rxQueues) queue.setGaps(this.moderation)
  }

  /** DMA through the IOMMU takes time; false where more came than the packet buffer holds meanwhile. */
  private writeToMemory(bytes: number): boolean {
    const { now } = this.sim
    if (this.dmaBusyUntil < now) this.dmaBusyUntil = now
    if (this.dmaBusyUntil - now > PACKET_BUFFER_BYTES * this.dmaPsPerByte) return false
    this.dmaBusyUntil += bytes * this.dmaPsPerByte
    return true
  }
}
