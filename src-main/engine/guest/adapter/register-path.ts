// The emulated way through the vSwitch: a device model that runs within the guest's exits, on the guest's vCPU. Every register
// access leaves the guest; what the device would do in hardware (cutting, checksums, DMA) is done in software, frame by frame.
// Where the device model is in a user process, every exit goes there, and a thread of it reads what comes for the guest.
// Used by vlance and e1000, which differ in how many accesses they need.
import type { Host } from '../../host/host'
import { World, type WorldTask } from '../../host/world'
import { FrameList } from '../../kernel/frame-list'
import { CHECKSUM, CHECKSUM_STATE, FRAME_BYTES, OWNER, SEGMENTS } from '../../kernel/frame-store'
import type { Simulator } from '../../kernel/simulator'
import { chargeChecksum, fillChecksum } from '../../nic/offload/checksum'
import { cutSegment } from '../../nic/offload/tso'
import type { RoomWaiter, TxQueue } from '../../nic/tx-queue'
import { reasonIndex } from '../../observe/counter-table'
import { stageIndex } from '../../observe/cycle-ledger'
import type { PortGroup } from '../../vswitch/port-group'
import type { Vswitch } from '../../vswitch/vswitch'
import type { PortClient, VswitchPort } from '../../vswitch/vswitch-port'
import type { StackLane } from '../stack/stack-lane'
import { backendLatency, type BackendModel, backendModel } from './backend'
import type { DataPath } from './data-path'
import type { GuestRing } from './guest-ring'
import { type TapOwner, TapQueue } from './tap-queue'
import type { Vnic } from './vnic'

const DRIVER_TRANSMIT = stageIndex('guest-driver-transmit')
const DRIVER_RECEIVE = stageIndex('guest-driver-receive')
const VLANCE_RAP = stageIndex('vlance-rap')
const GSO_SEGMENT = stageIndex('gso-segment')
const BACKEND_TRANSMIT = stageIndex('backend-transmit')
const BACKEND_RECEIVE = stageIndex('backend-receive')
const COPY_FIXED = stageIndex('copy-fixed')
const COPY_BYTE = stageIndex('copy-byte')
const COPY_BYTE_COLD = stageIndex('copy-byte-cold')
const VIRTUAL_INTERRUPT = stageIndex('virtual-interrupt')
const VIRTUAL_EOI = stageIndex('virtual-eoi')
const GUEST_INTERRUPT = stageIndex('guest-interrupt')
const REMOVED = reasonIndex('device-removed')
/** Bytes that the thread of a device model reads in one slice at least. */
const BUDGET_BYTES = 64 * 1024
/** Exits of an injected interrupt beside the device's registers. */
const INTERRUPT_EXITS = 2

/** How a driver talks to its device; numbers are counts of the cost model. */
export interface RegisterProfile {
  /** Accesses of one transmit call. */
  transmitAccesses: number
  /** Accesses of the interrupt handler. */
  interruptAccesses: number
  /** Receive buffers that are given back with one access; Infinity: without any. */
  refillBuffers: number
  /** Every other access selects a register, which behaves like memory and does not exit. */
  selects: boolean
  coalescesInterrupts: boolean
  /** Gaps that the driver tells the device to keep between interrupts, while little and while much comes, ps. */
  interruptGapPs: number
  interruptBulkGapPs: number
}

/** The thread of a device model in a process: it reads what comes for the guest. */
class Reader implements WorldTask {
  readonly tap: TapQueue
  readonly world: World
  private readonly wakeLatencyPs: number
  private wasAsleep = false

  constructor(
    vnic: Vnic,
    host: Host,
    owner: TapOwner,
    private readonly backend: BackendModel,
  ) {
    this.tap = new TapQueue(vnic.sim, vnic, owner)
    this.world = new World(vnic.sim, `${vnic.path}/backend`, host.cpu, vnic.vm.index, this)
    this.wakeLatencyPs = backendLatency(backend, host.cpu)
  }

  push(frame: number): void {
    if (this.tap.push(frame)) this.wake()
  }

  wake(): void {
    const { world } = this
    if (world.isIdle) this.wasAsleep = true
    world.wakeAfter(this.wakeLatencyPs)
  }

  startSlice(world: World): void {
    if (this.wasAsleep) {
      this.wasAsleep = false
      for (const stage of this.backend.wake) world.charge(stage)
    }
    this.tap.take(world, BUDGET_BYTES)
  }

  endSlice(): boolean {
    this.tap.pass()
    return this.tap.hasWork
  }
}

export class RegisterPath implements DataPath, PortClient, RoomWaiter, TapOwner {
  readonly kind = 'emulation'
  readonly functionPath = null
  readonly plugin = null
  readonly mergesInGuest = false
  readonly takesLarge = false
  readonly writesInPlace = false
  onDrained: (() => void) | null = null
  readonly port: VswitchPort
  private readonly sim: Simulator
  private readonly out: FrameList
  private readonly backend: BackendModel
  /** Null: whoever forwards a frame delivers it. */
  private readonly reader: Reader | null
  private isQuiesced = true
  private isStopped = true
  private waitingFor: TxQueue | null = null
  /** Receive buffers taken since the last were given back. */
  private taken = 0

  constructor(
    readonly vnic: Vnic,
    host: Host,
    vswitch: Vswitch,
    group: PortGroup,
    private readonly profile: RegisterProfile,
  ) {
    this.sim = vnic.sim
    this.out = new FrameList(vnic.sim.frames)
    this.port = vswitch.connect(group, this, vnic.path, vnic.model.mac)
    this.port.mac = vnic.mac
    this.backend = backendModel(vnic.model.backend)
    this.reader = this.backend.reads ? new Reader(vnic, host, this, this.backend) : null
  }

  get nicPath(): string | null {
    return this.port.vswitch.team.nicPath(this.port)
  }

  /** The thread that reads what comes for the guest; null: whoever forwards it delivers it. */
  get reading(): World | null {
    return this.reader?.world ?? null
  }

  announce(): void {
    this.port.vswitch.announce(this.port)
  }

  get rxRing(): number {
    return this.vnic.entry.rxRing
  }

  get txRing(): number {
    return this.vnic.entry.txRing
  }

  get interruptGapPs(): number {
    return this.profile.interruptGapPs
  }

  get interruptBulkGapPs(): number {
    return this.profile.interruptBulkGapPs
  }

  get coalescesInterrupts(): boolean {
    return this.profile.coalescesInterrupts
  }

  chargeTransmit(world: World, frame: number): void {
    const { sim, vnic, backend } = this
    const d = sim.frames.data
    const segments = d[frame + SEGMENTS]
    world.charge(DRIVER_TRANSMIT)
    this.chargeAccesses(world, this.profile.transmitAccesses)
    if (segments > 1) {
      // the access is about the first frame; each other one that the device model makes is work of the same kind
      world.charge(backend.frame, segments - 1)
      world.charge(GSO_SEGMENT, segments)
    }
    chargeChecksum(world, sim.frames, frame)
    for (let copies = this.transmitCopies; copies > 0; copies--) {
      world.charge(COPY_FIXED, segments)
      world.charge(COPY_BYTE, d[frame + FRAME_BYTES])
      vnic.countCopy(frame)
    }
    world.charge(BACKEND_TRANSMIT, segments)
    this.port.vswitch.chargeOutput(world, frame, this.port)
  }

  chargeReceive(world: World, frames: number): void {
    world.charge(DRIVER_RECEIVE, frames)
    const { refillBuffers } = this.profile
    this.taken += frames
    if (this.taken < refillBuffers) return
    const accesses = Math.floor(this.taken / refillBuffers)
    this.taken -= accesses * refillBuffers
    this.chargeAccesses(world, accesses)
    const { reader } = this
    if (reader === null || !reader.tap.isStarved) return
    reader.tap.isStarved = false
    reader.wake()
  }

  chargeInterrupt(lane: StackLane): void {
    const { interruptAccesses, selects } = this.profile
    const selecting = selects ? interruptAccesses >> 1 : 0
    const exits = interruptAccesses - selecting
    lane.overhead(VIRTUAL_INTERRUPT, 1)
    lane.overhead(VIRTUAL_EOI, 1)
    lane.overhead(GUEST_INTERRUPT, 1)
    for (const stage of this.backend.exit) lane.overhead(stage, exits)
    if (selecting > 0) lane.overhead(VLANCE_RAP, selecting)
    lane.world.cpu.ledger.virtualInterrupts++
    this.vnic.countExits(lane.world, exits + INTERRUPT_EXITS)
  }

  wake(lane: StackLane): void {
    lane.wake()
  }

  canTransmit(): boolean {
    return !this.isQuiesced && this.waitingFor === null
  }

  transmit(frame: number): void {
    const { sim, out, port, vnic } = this
    fillChecksum(sim.frames.data, frame)
    while (sim.frames.data[frame + SEGMENTS] > 1) {
      port.vswitch.fromPort(null, cutSegment(sim.frames, frame), port, out)
    }
    if (!vnic.model.zeroCopyTx) {
      sim.frames.data[frame + OWNER] = -1
      vnic.transmitted(frame)
    }
    port.vswitch.fromPort(null, frame, port, out)
    let wait: TxQueue | null = null
    for (let next = out.shift(); next >= 0; next = out.shift()) {
      const full = port.vswitch.output(next)
      if (full !== null) wait = full
    }
    if (wait !== null && wait.isFull) {
      this.waitingFor = wait
      wait.wait(this)
    }
  }

  roomAgain(): void {
    this.waitingFor = null
    this.vnic.roomAgain()
  }

  completed(ring: GuestRing): void {
    ring.announce()
    this.checkDrained()
  }

  exposed(): void {
    // the hypervisor copies every frame
  }

  chargeDelivery(world: World, frame: number): void {
    const { sim, vnic } = this
    const d = sim.frames.data
    const segments = d[frame + SEGMENTS]
    if (segments > 1) world.charge(GSO_SEGMENT, segments)
    chargeChecksum(world, sim.frames, frame)
    if (this.reader !== null) return
    world.charge(BACKEND_RECEIVE, segments)
    world.charge(COPY_FIXED, segments)
    world.charge(COPY_BYTE_COLD, d[frame + FRAME_BYTES])
    vnic.countCopy(frame)
  }

  chargeRead(world: World, frame: number): void {
    const { sim, vnic, backend } = this
    const bytes = sim.frames.data[frame + FRAME_BYTES]
    world.charge(BACKEND_RECEIVE)
    world.charge(COPY_FIXED)
    world.charge(COPY_BYTE_COLD, bytes)
    vnic.countCopy(frame)
    if (!backend.buffers) return
    world.charge(COPY_FIXED)
    world.charge(COPY_BYTE, bytes)
    vnic.countCopy(frame)
  }

  deliver(frame: number): void {
    if (this.reader === null) this.pass(frame)
    else this.reader.push(frame)
  }

  pass(frame: number): void {
    const { sim } = this
    const d = sim.frames.data
    sim.traffic.complete(frame)
    if (d[frame + CHECKSUM] === CHECKSUM_STATE.partial) d[frame + CHECKSUM] = CHECKSUM_STATE.valid
    if (this.isStopped && this.reader !== null) sim.traffic.drop(frame, REMOVED, this.vnic.dropBase)
    else this.vnic.fromPath(frame, this)
  }

  setMac(mac: number): void {
    this.port.setMac(mac)
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

  isDrained(): boolean {
    return this.vnic.inFlight === 0
  }

  stop(reason: number): void {
    this.isQuiesced = true
    this.isStopped = true
    this.reader?.tap.discard(reason)
    this.port.disable()
    if (this.waitingFor === null) return
    this.waitingFor.forget(this)
    this.waitingFor = null
  }

  /** Copies of a frame that the guest sends: none where the host reads it in place. */
  private get transmitCopies(): number {
    if (this.vnic.model.zeroCopyTx) return 0
    return this.backend.buffers ? 2 : 1
  }

  private chargeAccesses(world: World, accesses: number): void {
    const selecting = this.profile.selects ? accesses >> 1 : 0
    const exits = accesses - selecting
    for (const stage of this.backend.exit) world.charge(stage, exits)
    if (selecting > 0) world.charge(VLANCE_RAP, selecting)
    this.vnic.countExits(world, exits)
  }

  private checkDrained(): void {
    if (!this.isQuiesced || this.onDrained === null || !this.isDrained()) return
    const tell = this.onDrained
    this.onDrained = null
    tell()
  }
}
