// A physical function given to a guest whole: its driver owns the port, the host has no part in it. No spoof check, no VLAN
// insertion, any address. Leaves out virtual functions of such a port: a port with VFs is not given away.
import type { ModerationModel } from '../../../src-shared/lab/moderation-model'
import type { IommuDomain } from '../host/iommu'
import { PciFunction } from '../host/pci-function'
import { DST, ETHERNET_BYTES, isGroup, VLAN, VLAN_TAG_BYTES } from '../kernel/frame-store'
import type { Simulator } from '../kernel/simulator'
import { reasonIndex } from '../observe/counter-table'
import { stageIndex } from '../observe/cycle-ledger'
import type { FunctionClient, HardwareFunction } from './hardware-function'
import { largestFrame } from './offload/tso'
import type { PhysicalFunction } from './physical-function'
import { PortFunction } from './port-function'
import { StaleAddress } from './stale-address'
import type { TxQueue } from './tx-queue'

const START_LATENCY = stageIndex('vf-start-latency')
const IOMMU_FAULT = reasonIndex('iommu-fault')
const WRONG_MEMORY = reasonIndex('wrong-memory')
const RESET = reasonIndex('reset-in-progress')
const REMOVED = reasonIndex('device-removed')
const LINK_DOWN = reasonIndex('link-down')
const MTU_EXCEEDED = reasonIndex('mtu-exceeded')
const NOT_ADDRESSED = reasonIndex('not-addressed-to-us')

export class WholePort extends PortFunction implements HardwareFunction {
  readonly path: string
  readonly pci: PciFunction
  mac = 0
  readonly administeredMac = null
  private client: FunctionClient | null = null
  private domain: IommuDomain | null = null
  private isPaused = false
  private isPromiscuous = false
  private readonly stale: StaleAddress
  private aimedAt: string | null = null

  constructor(
    private readonly sim: Simulator,
    pf: PhysicalFunction,
    private readonly queue: TxQueue,
    costs: Float64Array,
  ) {
    super(pf)
    this.path = pf.path
    this.pci = new PciFunction(sim, pf.path, pf, null, this, costs)
    this.stale = new StaleAddress(sim, pf.path, pf.staleSlot, costs[START_LATENCY])
  }

  get moderation(): ModerationModel {
    return this.pf.moderation
  }

  get isAssigned(): boolean {
    return this.client !== null
  }

  attach(client: FunctionClient, domain: IommuDomain, mac: number): void {
    this.client = client
    this.domain = domain
    this.mac = mac
    this.isPaused = false
    this.stale.begin(mac)
  }

  pause(): void {
    this.isPaused = true
  }

  resume(): void {
    this.isPaused = false
  }

  detach(): void {
    this.aimedAt = null
    this.isPromiscuous = false
    if (this.pci.resetMethod === 'none') this.stale.leave(this.mac)
    else this.pf.engine.discard(this.queue, REMOVED, this.pf.dropBase)
    this.client = null
    this.domain = null
  }

  aim(vm: string | null): void {
    this.aimedAt = vm
  }

  setPromiscuous(on: boolean): void {
    this.isPromiscuous = on
  }

  setVlan(): void {
    // a port that a guest has whole filters no VLANs
  }

  setMtu(mtu: number): void {
    // the guest sets up its own driver; the port keeps to what the document says
    this.client?.mtuGranted(mtu)
  }

  setGroups(): void {
    // all groups come in
  }

  setAllGroups(): void {
    // they do anyway
  }

  restart(): void {
    this.isPromiscuous = false
    this.client?.functionReset()
  }

  setMac(mac: number): void {
    this.mac = mac
  }

  transmit(frame: number): void {
    const { sim, pf } = this
    const refused = this.refusal(sim.frames.data, frame)
    if (refused >= 0) sim.traffic.drop(frame, refused, pf.dropBase)
    else pf.engine.push(this.queue, frame)
  }

  /** From the wire, into the guest's memory. */
  receive(frame: number): void {
    const { sim, pf, client } = this
    if (client === null || this.isPaused || !this.pci.isReady) {
      sim.traffic.drop(frame, this.pci.isReady ? REMOVED : RESET, pf.dropBase)
      return
    }
    if (this.aimedAt !== null) {
      const isWritten = pf.iommu.strayWrite(this.pci, this.aimedAt)
      sim.traffic.drop(frame, isWritten ? WRONG_MEMORY : IOMMU_FAULT, pf.dropBase)
      return
    }
    if (!this.mapped(true)) {
      sim.traffic.drop(frame, IOMMU_FAULT, pf.dropBase)
      return
    }
    const destination = sim.frames.data[frame + DST]
    const isOurs = destination === this.mac || isGroup(destination) || this.isPromiscuous
    if (!isOurs && !(destination === this.stale.mac && this.stale.admits()))
      sim.traffic.drop(frame, NOT_ADDRESSED, pf.dropBase)
    else {
      pf.dmaCache.land(frame)
      client.fromFunction(frame)
    }
  }

  countInterrupt(): void {
    this.pf.countInterrupt()
  }

  countReceived(waiting: number): void {
    const counters = this.sim.counters.data
    if (waiting > counters[this.pf.rxHighSlot]) counters[this.pf.rxHighSlot] = waiting
  }

  linkChanged(up: boolean): void {
    this.client?.functionLink(up)
  }

  discard(): void {
    this.pf.engine.discard(this.queue, RESET, this.pf.dropBase)
  }

  private mapped(isWrite: boolean): boolean {
    if (this.domain !== null && this.domain.isMapped) return true
    this.pf.iommu.fault(this.pci, this.domain, isWrite)
    return false
  }

  /** Reason for which the hardware does not take the frame, or -1. */
  private refusal(d: Float64Array, frame: number): number {
    if (!this.pci.isReady) return RESET
    if (this.client === null) return REMOVED
    if (!this.mapped(false)) return IOMMU_FAULT
    if (!this.pf.isUp) return LINK_DOWN
    const tag = d[frame + VLAN] > 0 ? VLAN_TAG_BYTES : 0
    return largestFrame(d, frame) - ETHERNET_BYTES - tag > this.pf.mtu ? MTU_EXCEEDED : -1
  }
}
