// What the ways of a vNIC through the vSwitch have in common: the port, the thread of the backend with the queue of what comes for
// the guest, and how the way is opened, drained and closed. Read first: data-path.ts.
import type { Host } from '../../host/host'
import type { World, WorldTask } from '../../host/world'
import { CHECKSUM, CHECKSUM_STATE, FRAME_BYTES, OWNER, STAMP } from '../../kernel/frame-store'
import type { Simulator } from '../../kernel/simulator'
import type { RoomWaiter, TxQueue } from '../../nic/tx-queue'
import { reasonIndex } from '../../observe/counter-table'
import { stageIndex } from '../../observe/cycle-ledger'
import { PortFilter } from '../../vswitch/port-filter'
import type { PortGroup } from '../../vswitch/port-group'
import type { Vswitch } from '../../vswitch/vswitch'
import type { PortClient, VswitchPort } from '../../vswitch/vswitch-port'
import { type BackendModel, backendModel } from './backend'
import { BackendThread } from './backend-thread'
import { TO_FETCH } from './data-path'
import { type TapOwner, TapQueue } from './tap-queue'
import type { Vnic } from './vnic'

/** STAMP of a frame that its sender's backend left in the memory of the guest. */
export const IN_PLACE = 1
/** Bytes that a thread copies in one slice at least: what it has copied is seen soon after. */
export const BUDGET_BYTES = 64 * 1024

const BACKEND_RECEIVE = stageIndex('backend-receive')
const BACKEND_BUFFER = stageIndex('backend-buffer')
const DELIVERY_ON_VCPU = stageIndex('delivery-on-vcpu')
const COPY_FIXED = stageIndex('copy-fixed')
const COPY_BYTE = stageIndex('copy-byte')
const COPY_BYTE_COLD = stageIndex('copy-byte-cold')
const REMOVED = reasonIndex('device-removed')

export abstract class SwitchedPath implements PortClient, RoomWaiter, TapOwner, WorldTask {
  readonly kind = 'emulation'
  readonly functionPath = null
  readonly mergesInGuest: boolean = false
  onDrained: (() => void) | null = null
  readonly port: VswitchPort
  protected readonly sim: Simulator
  protected readonly backend: BackendModel
  protected readonly thread: BackendThread
  /** What the thread has to read; null: whoever forwards a frame delivers it. */
  protected readonly tap: TapQueue | null
  /** A transmit queue that must drain before more is sent. */
  protected waitingFor: TxQueue | null = null
  protected isQuiesced = true
  private isStopped = true

  readonly fetches: boolean

  abstract readonly takesLarge: boolean
  abstract readonly wantsMerged: boolean
  abstract readonly writesInPlace: boolean

  /** `checked`: CHECKSUM_STATE that the guest sees where the sender's stack left the checksum to others. */
  constructor(
    readonly vnic: Vnic,
    host: Host,
    vswitch: Vswitch,
    group: PortGroup,
    private readonly checked: number,
  ) {
    const { sim } = vnic
    this.sim = sim
    this.port = vswitch.connect(group, this, vnic.path, vnic.model.mac)
    this.port.mac = vnic.mac
    const { filter } = vnic.model
    if (filter !== null) this.port.filter = new PortFilter(filter, group)
    this.backend = backendModel(vnic.model.backend)
    if (this.backend.pagesIn >= 0) host.cpu.hasDriverDomain = true
    this.thread = new BackendThread(vnic, host.cpu, this.backend, this)
    const isLate = host.cpu.costs[DELIVERY_ON_VCPU] > 0 && (vnic.model.backend ?? 'vmm') === 'vmm'
    // where the NIC writes in place the poll does the rest
    this.fetches = isLate && !vnic.model.zeroCopyRx
    this.tap = this.backend.reads ? new TapQueue(sim, vnic, this) : null
  }

  get rxRing(): number {
    return this.vnic.entry.rxRing
  }

  get isPromiscuous(): boolean {
    return this.vnic.isPromiscuous
  }

  /** The guest is not told whether its port group allows it. */
  setPromiscuous(): void {
    this.port.vswitch.refresh()
  }

  get txRing(): number {
    return this.vnic.entry.txRing
  }

  get nicPath(): string | null {
    return this.port.vswitch.team.nicPath(this.port)
  }

  /** The thread that reads what comes for the guest; null: whoever forwards it delivers it. */
  get reading(): World | null {
    return this.tap === null ? null : this.thread.world
  }

  announce(): void {
    this.port.vswitch.team.announce(this.port)
  }

  setMac(mac: number): void {
    this.port.setMac(mac)
  }

  abstract exposed(isDropped: boolean): void
  abstract chargeDelivery(world: World, frame: number, direct: boolean): void
  abstract roomAgain(): void
  abstract startSlice(world: World): void
  abstract endSlice(): boolean
  abstract isDrained(): boolean

  /** In startSlice of whoever forwards: a queue that may hold a frame for long does not keep the memory of another guest. */
  private chargeOrphan(world: World, frame: number): void {
    const d = this.sim.frames.data
    if (d[frame + OWNER] < 0 || d[frame + STAMP] !== IN_PLACE) return
    world.charge(COPY_FIXED)
    world.charge(COPY_BYTE_COLD, d[frame + FRAME_BYTES])
    this.vnic.counters.copied(frame)
  }

  /** In startSlice of whoever forwards: true where the frame is brought into the guest by another, a thread that reads or the vCPU. */
  protected leavesDelivery(world: World, frame: number, direct: boolean): boolean {
    if (this.tap !== null) this.chargeOrphan(world, frame)
    else if (this.fetches && direct) this.sim.frames.data[frame + STAMP] = TO_FETCH
    else return false
    return true
  }

  deliver(frame: number): void {
    const { tap, sim } = this
    if (tap === null) {
      this.pass(frame)
      return
    }
    if (sim.frames.data[frame + STAMP] === IN_PLACE) sim.traffic.complete(frame)
    if (tap.push(frame)) this.thread.wake()
  }

  /** Brings a frame into the guest, from a queue or from the memory of the NIC's driver. */
  chargeRead(world: World, frame: number): void {
    const { vnic } = this
    const length = this.sim.frames.data[frame + FRAME_BYTES]
    world.charge(BACKEND_RECEIVE)
    world.charge(BACKEND_BUFFER, vnic.descriptorsOf(frame) - 1)
    world.charge(COPY_FIXED)
    world.cpu.dmaCache.chargeCopy(world, frame, length)
    vnic.counters.copied(frame)
    if (!this.backend.buffers) return
    world.charge(COPY_FIXED)
    world.charge(COPY_BYTE, length)
    vnic.counters.copied(frame)
  }

  pass(frame: number): void {
    const { sim } = this
    const d = sim.frames.data
    sim.traffic.complete(frame)
    if (d[frame + CHECKSUM] === CHECKSUM_STATE.partial) d[frame + CHECKSUM] = this.checked
    if (this.isStopped && this.tap !== null) sim.traffic.drop(frame, REMOVED, this.vnic.dropBase)
    else this.vnic.fromPath(frame, this)
  }

  start(): void {
    this.isQuiesced = false
    this.isStopped = false
    this.port.enable()
  }

  quiesce(): void {
    this.isQuiesced = true
    this.port.disable()
    this.checkDrained()
  }

  stop(reason: number): void {
    this.isQuiesced = true
    this.isStopped = true
    this.tap?.discard(reason)
    this.port.disable()
    const { world } = this.thread
    world.cpu.leave(world)
    if (this.waitingFor === null) return
    this.waitingFor.forget(this)
    this.waitingFor = null
  }

  protected checkDrained(): void {
    if (!this.isQuiesced || this.onDrained === null || !this.isDrained()) return
    const tell = this.onDrained
    this.onDrained = null
    tell()
  }
}
