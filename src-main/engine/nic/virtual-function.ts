// A virtual function: what an administrator allows it (address, port VLAN, spoof check, trust, rate) and its data path between
// a guest's rings and the embedded switch. Its settings live in the PF and survive a reset. Its link follows the port.
// Leaves out queue pairs that differ from each other in what they may do.
import type { VfModel } from '../../../src-shared/lab/lab-model'
import type { ModerationModel } from '../../../src-shared/lab/moderation-model'
import { COUNTERS } from '../../../src-shared/result/counters'
import type { IommuDomain } from '../host/iommu'
import { PciFunction } from '../host/pci-function'
import { DST, ETHERNET_BYTES, FCS_BYTES, FRAME_BYTES, SEGMENTS, SRC, VLAN, VLAN_TAG_BYTES } from '../kernel/frame-store'
import type { Simulator } from '../kernel/simulator'
import { reasonIndex } from '../observe/counter-table'
import { stageIndex } from '../observe/cycle-ledger'
import { GuestRequests } from './guest-requests'
import type { FunctionClient, HardwareFunction } from './hardware-function'
import { countedBytes, largestFrame } from './offload/tso'
import type { PhysicalFunction } from './physical-function'
import { PortFunction } from './port-function'
import { StaleAddress } from './stale-address'
import { TxQueue } from './tx-queue'

const NAMES = Object.keys(COUNTERS.vf)
const RX_FRAMES = NAMES.indexOf('rxFrames')
const RX_BYTES = NAMES.indexOf('rxBytes')
const TX_FRAMES = NAMES.indexOf('txFrames')
const TX_BYTES = NAMES.indexOf('txBytes')
const TX_HIGH = NAMES.indexOf('txQueueHigh')
const RX_HIGH = NAMES.indexOf('rxQueueHigh')
const INTERRUPTS = NAMES.indexOf('interrupts')
const IOMMU_READS = NAMES.indexOf('iommuReads')
const LOOPED = NAMES.indexOf('loopedFrames')
const TSO = NAMES.indexOf('tsoFrames')
const MESSAGES = NAMES.indexOf('mailboxMessages')
const REFUSED = NAMES.indexOf('mailboxRefused')
const FILTERED_GROUPS = NAMES.indexOf('filteredGroupFrames')
const STALE = NAMES.indexOf('staleFrames')
const STRAY = NAMES.indexOf('strayWrites')

const START_LATENCY = stageIndex('vf-start-latency')
const MAILBOX_LATENCY = stageIndex('vf-mailbox-latency')
const READS_PER_PAGE = stageIndex('iotlb-reads-per-page')
const SPOOFED = reasonIndex('spoofed-source')
const VLAN_NOT_ALLOWED = reasonIndex('vlan-not-allowed')
const IOMMU_FAULT = reasonIndex('iommu-fault')
const WRONG_MEMORY = reasonIndex('wrong-memory')
const RESET = reasonIndex('reset-in-progress')
const FAILED = reasonIndex('function-failed')
const REMOVED = reasonIndex('device-removed')
const LINK_DOWN = reasonIndex('link-down')
const MTU_EXCEEDED = reasonIndex('mtu-exceeded')
const RECEIVE_OFF = reasonIndex('receive-off')

export class VirtualFunction extends PortFunction implements HardwareFunction {
  readonly path: string
  readonly pci: PciFunction
  readonly vf: number
  /** What frames are matched against: set by the administrator, else asked for by the guest. */
  mac = 0
  vlan: number
  spoofCheck: boolean
  trust: boolean
  /** The driver of the guest programs addresses outside of the memory of its VM. */
  strays: boolean
  readonly queue: TxQueue
  readonly dropBase: number
  private readonly base: number
  private adminMac: number | null
  private readonly adminVlan: number
  private client: FunctionClient | null = null
  private domain: IommuDomain | null = null
  /** Buffers that the IOMMU has not translated since the function started: their first use reads page tables. */
  private coldBuffers = 0
  private isSpoofTold = false
  private readonly stale: StaleAddress
  /** What its guest asks of the PF. */
  private readonly requests: GuestRequests
  /** VM whose memory the guest points the function at; null: its own. */
  private aimedAt: string | null = null

  constructor(
    private readonly sim: Simulator,
    pf: PhysicalFunction,
    settings: VfModel,
    private readonly costs: Float64Array,
  ) {
    super(pf)
    this.path = settings.path
    this.vf = settings.index
    this.adminMac = settings.mac
    this.adminVlan = settings.vlan
    this.vlan = settings.vlan
    this.spoofCheck = settings.spoofCheck
    this.trust = settings.trust
    this.strays = settings.strays
    this.base = sim.counters.register(this.path, 'vf', NAMES)
    this.dropBase = sim.counters.dropBase(this.base, NAMES.length)
    this.queue = new TxQueue(sim, this.vf, this.ring, settings.rateBps)
    this.queue.tsoSlot = this.base + TSO
    this.requests = new GuestRequests(sim, this, costs[MAILBOX_LATENCY], this.base + MESSAGES, this.base + REFUSED)
    this.stale = new StaleAddress(sim, this.path, this.base + STALE, costs[START_LATENCY])
    this.pci = new PciFunction(sim, this.path, pf, this.vf, this, costs)
  }

  get administeredMac(): number | null {
    return this.adminMac
  }

  get isFree(): boolean {
    return this.client === null && this.pci.isFreeFor(null)
  }

  get moderation(): ModerationModel {
    return this.pf.vfModeration
  }

  get speedBps(): number {
    return this.pf.settings.speedBps
  }

  set rateBps(rate: number) {
    this.queue.rateBps = rate
  }

  attach(client: FunctionClient, domain: IommuDomain, mac: number, vlan: number): void {
    // what was never reset still listens to the address of its last owner
    this.pf.embedded.remove(this)
    this.client = client
    this.domain = domain
    this.mac = this.adminMac ?? mac
    this.vlan = this.adminVlan > 0 ? this.adminVlan : vlan
    this.coldBuffers = this.ring
    this.requests.begin(client)
    this.pf.embedded.add(this)
    if (this.stale.begin(this.mac)) this.pf.embedded.keep(this.stale.mac, this)
  }

  pause(): void {
    this.pf.embedded.remove(this)
  }

  resume(): void {
    this.pf.embedded.add(this)
  }

  detach(): void {
    this.aimedAt = null
    this.requests.end()
    if (this.pci.resetMethod === 'none') {
      // the hardware goes on listening
      this.stale.leave(this.mac)
      this.pf.embedded.add(this)
    } else {
      this.pf.embedded.remove(this)
      this.discardFor(REMOVED)
      this.vlan = this.adminVlan
    }
    this.client = null
    this.domain = null
  }

  setMac(mac: number): void {
    if (mac !== this.mac) this.requests.ask({ ask: 'mac', mac })
  }

  setVlan(vlan: number): void {
    if (vlan !== this.requests.vlan) this.requests.ask({ ask: 'vlan', vlan })
  }

  setMtu(mtu: number): void {
    this.requests.ask({ ask: 'mtu', mtu })
  }

  setPromiscuous(on: boolean): void {
    this.requests.ask({ ask: 'promiscuous', on })
  }

  setGroups(macs: readonly number[]): void {
    this.requests.ask({ ask: 'groups', macs })
  }

  setAllGroups(on: boolean): void {
    this.requests.ask({ ask: 'all-groups', on })
  }

  /** The PF forgets what the guest had asked for. */
  restart(): void {
    const { client } = this
    this.requests.end()
    if (client === null) return
    if (this.adminMac !== null) this.program(this.adminMac)
    this.requests.begin(client)
    client.functionReset()
  }

  /** It is shown the frames of the others, or is not any more. */
  listen(on: boolean): void {
    this.pf.embedded.listen(this, on)
  }

  /** The administrator sets the address through the PF; null: from here on the guest chooses. */
  setAdminMac(mac: number | null): void {
    this.adminMac = mac
    if (mac !== null) this.program(mac)
  }

  /** False: frames with this tag (0: without one) are not this function's. */
  carries(tag: number): boolean {
    return tag === this.vlan || (tag === this.requests.vlan && this.vlan === 0)
  }

  /** Addresses of the groups that its guest has told of. */
  get groups(): readonly number[] {
    return this.requests.groups
  }

  /** Others were programmed. */
  groupsChanged(): void {
    this.pf.embedded.groups.changed()
  }

  /** False: the multicast frame is for a group that its guest has not joined; it is counted. */
  hears(group: number): boolean {
    const { requests, pf } = this
    if (requests.hearsAllGroups || pf.embedded.groups.admits(this, group)) return true
    this.sim.counters.data[this.base + FILTERED_GROUPS]++
    return false
  }

  /** From the guest's ring. */
  transmit(frame: number): void {
    const { sim, pf } = this
    const d = sim.frames.data
    const refused = this.refusal(d, frame)
    if (refused >= 0) {
      sim.traffic.drop(frame, refused, this.dropBase)
      return
    }
    if (this.vlan > 0) {
      d[frame + VLAN] = this.vlan
      d[frame + FRAME_BYTES] += VLAN_TAG_BYTES
    }
    const counters = sim.counters.data
    counters[this.base + TX_FRAMES] += d[frame + SEGMENTS]
    counters[this.base + TX_BYTES] += countedBytes(d, frame)
    pf.engine.push(this.queue, frame)
    counters[this.base + TX_HIGH] = this.queue.high
  }

  /** From the embedded switch: into the guest's memory. */
  receive(frame: number): void {
    const { sim, client } = this
    if (client === null || !this.pci.isReady) {
      this.receiveForNobody(frame)
      return
    }
    if (this.domain === null || !this.domain.isMapped || this.strays || this.aimedAt !== null) {
      this.writeAstray(frame)
      return
    }
    if (this.stale.mac >= 0 && !this.admitsStale(frame)) return
    const d = sim.frames.data
    const unwanted = this.unwanted(d, frame)
    if (unwanted >= 0) {
      sim.traffic.drop(frame, unwanted, this.dropBase)
      return
    }
    const counters = sim.counters.data
    counters[this.base + RX_FRAMES]++
    counters[this.base + RX_BYTES] += d[frame + FRAME_BYTES] - FCS_BYTES
    if (this.coldBuffers > 0) {
      this.coldBuffers--
      counters[this.base + IOMMU_READS] += Math.ceil(this.costs[READS_PER_PAGE])
    }
    this.pf.dmaCache.land(frame)
    client.fromFunction(frame)
  }

  /** The guest has its function write received frames into the memory of another VM; null: into its own again. */
  aim(vm: string | null): void {
    this.aimedAt = vm
  }

  /** The driver reports how full its receive ring is. */
  countReceived(waiting: number): void {
    const counters = this.sim.counters.data
    if (waiting > counters[this.base + RX_HIGH]) counters[this.base + RX_HIGH] = waiting
  }

  /** The embedded switch sent a frame of this function to another one. */
  countLooped(): void {
    this.sim.counters.data[this.base + LOOPED]++
  }

  countInterrupt(): void {
    this.sim.counters.data[this.base + INTERRUPTS]++
  }

  linkChanged(up: boolean): void {
    if (this.client === null) return
    this.requests.notify()
    this.client.functionLink(up)
  }

  /** A reset: queues are emptied; settings stay. */
  discard(): void {
    this.discardFor(this.silence)
    this.coldBuffers = this.ring
  }

  /** Why it does not answer (reason). */
  private get silence(): number {
    return this.pci.hasFailed ? FAILED : RESET
  }

  private receiveForNobody(frame: number): void {
    const { sim, pf } = this
    if (this.pci.isReady && this.stale.mac >= 0) {
      // the hardware goes on, into memory that is not mapped for it any more
      pf.iommu.fault(this.pci, this.domain, true)
      sim.traffic.drop(frame, IOMMU_FAULT, this.dropBase)
    } else sim.traffic.drop(frame, this.pci.isReady ? REMOVED : this.silence, this.dropBase)
  }

  private writeAstray(frame: number): void {
    const { sim, pf, aimedAt } = this
    if (aimedAt !== null && pf.iommu.strayWrite(this.pci, aimedAt)) {
      sim.counters.data[this.base + STRAY]++
      sim.traffic.drop(frame, WRONG_MEMORY, this.dropBase)
      return
    }
    if (aimedAt === null) pf.iommu.fault(this.pci, this.domain, true)
    sim.traffic.drop(frame, IOMMU_FAULT, this.dropBase)
  }

  /** A frame for the last owner is the present one's until its driver has set the function up. */
  private admitsStale(frame: number): boolean {
    const { sim, pf, stale } = this
    const { mac } = stale
    if (sim.frames.data[frame + DST] !== mac) return true
    if (stale.admits()) return true
    pf.embedded.forget(mac)
    pf.toHost(frame)
    return false
  }

  private discardFor(reason: number): void {
    this.pf.engine.discard(this.queue, reason, this.dropBase)
  }

  /** Frames for this address are its own from here on. */
  program(mac: number): void {
    if (this.client === null) {
      this.mac = mac
      return
    }
    this.pf.embedded.remove(this)
    this.mac = mac
    this.pf.embedded.add(this)
  }

  /** Reason for which the guest is not given a frame that is its own, or -1. */
  private unwanted(d: Float64Array, frame: number): number {
    const { mtu, receives } = this.requests
    if (!receives) return RECEIVE_OFF
    return d[frame + FRAME_BYTES] - ETHERNET_BYTES - (d[frame + VLAN] > 0 ? VLAN_TAG_BYTES : 0) > mtu
      ? MTU_EXCEEDED
      : -1
  }

  /** Reason for which the hardware does not take the frame, or -1. */
  private refusal(d: Float64Array, frame: number): number {
    if (!this.pci.isReady) return this.silence
    if (this.client === null) return REMOVED
    if (this.domain === null || !this.domain.isMapped || this.strays) {
      this.pf.iommu.fault(this.pci, this.domain, false)
      return IOMMU_FAULT
    }
    if (!this.pf.isUp) return LINK_DOWN
    const tagged = d[frame + VLAN] > 0
    if (this.spoofCheck && (d[frame + SRC] !== this.mac || (tagged && this.vlan > 0))) {
      if (!this.isSpoofTold) {
        this.isSpoofTold = true
        this.sim.log.add('warning', this.path, 'spoof-detected', 'frames with a foreign source are dropped in the NIC')
      }
      return SPOOFED
    }
    if (tagged && this.vlan > 0) return VLAN_NOT_ALLOWED
    const tag = tagged ? VLAN_TAG_BYTES : 0
    if (largestFrame(d, frame) - ETHERNET_BYTES - tag > this.pf.mtu) return MTU_EXCEEDED
    return -1
  }
}
