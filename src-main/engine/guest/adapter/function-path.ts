// The way through a function of a NIC: the guest's driver writes descriptors that the hardware reads, and nothing exits on
// transmit. Interrupts reach the guest trapped (host interrupt, injection, exit at the end) or posted. DMA goes through the IOMMU
// domain of the VM. Used by passthrough, and by upt and npa while they have a function.
import type { ModerationModel } from '../../../../src-shared/lab/moderation-model'
import type { Host } from '../../host/host'
import type { IommuDomain } from '../../host/iommu'
import { RUNNING, type World } from '../../host/world'
import type { FunctionClient, HardwareFunction } from '../../nic/hardware-function'
import { stageIndex } from '../../observe/cycle-ledger'
import { rarpFrame } from '../../vswitch/rarp-frame'
import type { StackLane } from '../stack/stack-lane'
import type { DataPath } from './data-path'
import type { GuestRing } from './guest-ring'
import type { Vnic } from './vnic'

const DRIVER_TRANSMIT = stageIndex('guest-driver-transmit')
const DRIVER_RECEIVE = stageIndex('guest-driver-receive')
const HOST_INTERRUPT = stageIndex('host-interrupt')
const HOST_INTERRUPT_EXIT = stageIndex('host-interrupt-exit')
const VIRTUAL_INTERRUPT = stageIndex('virtual-interrupt')
const VIRTUAL_EOI = stageIndex('virtual-eoi')
const POSTED_INTERRUPT = stageIndex('posted-interrupt')
const GUEST_INTERRUPT = stageIndex('guest-interrupt')
const POLL_LATENCY = stageIndex('vcpu-poll-latency')
/** The interrupt itself, and the end of interrupt. */
const TRAPPED_EXITS = 2

export class FunctionPath implements DataPath, FunctionClient {
  readonly kind = 'passthrough'
  readonly coalescesInterrupts = true
  readonly mergesInGuest = true
  readonly fetches = false
  onDrained: (() => void) | null = null
  private domain: IommuDomain | null = null
  private isQuiesced = true

  constructor(
    readonly vnic: Vnic,
    private readonly host: Host,
    readonly fn: HardwareFunction,
    /** VLAN of the port group that the function stands for; 0: none. */
    private readonly vlan: number,
    readonly plugin: string | null,
  ) {}

  get functionPath(): string {
    return this.fn.path
  }

  get nicPath(): string | null {
    return this.host.nicOf(this.fn)?.path ?? null
  }

  setPromiscuous(on: boolean): void {
    this.fn.setPromiscuous(on)
  }

  aim(vm: string | null): void {
    this.fn.aim(vm)
  }

  /** The devices of a failover pair are told apart by their drivers, not by their addresses: its function keeps its own. */
  get guestMac(): number | null {
    return this.vnic.model.adapter === 'failover' ? null : this.vnic.mac
  }

  get guestVlan(): number {
    return this.vnic.vlan
  }

  setVlan(vlan: number): void {
    this.fn.setVlan(vlan)
  }

  get guestMtu(): number {
    return this.vnic.mtu
  }

  get speaksFirstMailbox(): boolean {
    return this.vnic.model.firstMailbox
  }

  setMtu(mtu: number): void {
    this.fn.setMtu(mtu)
  }

  mtuGranted(mtu: number): void {
    this.vnic.mtu = mtu
  }

  get groups(): readonly number[] {
    return this.vnic.groups
  }

  setGroups(macs: readonly number[]): void {
    this.fn.setGroups(macs)
  }

  setAllGroups(on: boolean): void {
    this.fn.setAllGroups(on)
  }

  /** Beyond what every driver asks as it starts. */
  functionReset(): void {
    if (this.vnic.hearsAllGroups) this.fn.setAllGroups(true)
    if (this.vnic.isPromiscuous) this.fn.setPromiscuous(true)
  }

  announce(): void {
    this.fn.transmit(rarpFrame(this.vnic.sim, this.vnic.mac, 0))
  }

  get rxRing(): number {
    return this.vnic.entry.switchable ? this.vnic.entry.rxRing : this.fn.ring
  }

  get txRing(): number {
    return this.vnic.entry.switchable ? this.vnic.entry.txRing : this.fn.ring
  }

  get interruptGaps(): ModerationModel {
    return this.fn.moderation
  }

  chargeTransmit(world: World): void {
    world.charge(DRIVER_TRANSMIT)
  }

  chargeReceive(world: World, frames: number): void {
    world.charge(DRIVER_RECEIVE, frames)
  }

  chargeRead(): void {
    // the hardware wrote the frame into the memory of the guest
  }

  chargeInterrupt(lane: StackLane): void {
    const { ledger } = lane.world.cpu
    ledger.virtualInterrupts++
    this.fn.countInterrupt()
    lane.overhead(GUEST_INTERRUPT, 1)
    if (this.host.interrupts === 'posted') {
      lane.overhead(POSTED_INTERRUPT, 1)
      return
    }
    ledger.physicalInterrupts++
    lane.overhead(HOST_INTERRUPT, 1)
    if (lane.world.state === RUNNING) lane.overhead(HOST_INTERRUPT_EXIT, 1)
    lane.overhead(VIRTUAL_INTERRUPT, 1)
    lane.overhead(VIRTUAL_EOI, 1)
    this.vnic.counters.exited(lane.world, TRAPPED_EXITS)
  }

  /** A guest with posted interrupts and cores to itself never halts: it polls, and no hypervisor has to wake it. */
  wake(lane: StackLane): void {
    const { host } = this
    if (host.interrupts === 'posted' && host.hasCoreForEveryVcpu) {
      lane.world.sleepsLightly = true
      lane.world.isInterrupted = true
      lane.world.wakeAfter(host.cpu.costs[POLL_LATENCY])
    } else lane.wake()
  }

  canTransmit(): boolean {
    return !this.isQuiesced
  }

  transmit(frame: number): void {
    this.fn.transmit(frame)
  }

  completed(ring: GuestRing): void {
    ring.announce()
    if (this.isQuiesced && this.onDrained !== null && this.isDrained()) {
      const tell = this.onDrained
      this.onDrained = null
      tell()
    }
  }

  fromFunction(frame: number): void {
    this.fn.countReceived(this.vnic.fromPath(frame, this))
  }

  functionLink(): void {
    // the guest sees its link go; what it sends meanwhile is lost in the function
  }

  setMac(mac: number): void {
    this.fn.setMac(mac)
  }

  start(): void {
    this.isQuiesced = false
    const { vm } = this.vnic
    if (this.domain === null) {
      this.domain = this.host.iommu.attach(vm.path, vm.memoryBytes)
      this.fn.attach(this, this.domain, this.vnic.mac, this.vlan)
      this.fn.aim(this.vnic.model.dmaTarget)
      this.functionReset()
    } else this.fn.resume()
  }

  quiesce(): void {
    this.isQuiesced = true
    this.fn.pause()
  }

  isDrained(): boolean {
    return this.vnic.inFlight === 0
  }

  stop(): void {
    this.isQuiesced = true
    if (this.domain === null) return
    this.fn.detach()
    this.host.iommu.detach(this.domain)
    this.domain = null
  }
}
