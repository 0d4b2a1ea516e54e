// The emulated way through the vSwitch: a device model that runs within the guest's exits, on the guest's vCPU. Every register
// access leaves the guest; what the device would do in hardware (cutting, checksums, DMA) is done in software, frame by frame.
// Used by vlance and e1000, which differ in how many accesses they need. Leaves out device models in a user process.
import type { World } from '../../host/world'
import { FrameList } from '../../kernel/frame-list'
import { CHECKSUM, CHECKSUM_STATE, FRAME_BYTES, OWNER, SEGMENTS } from '../../kernel/frame-store'
import type { Simulator } from '../../kernel/simulator'
import { chargeChecksum, fillChecksum } from '../../nic/offload/checksum'
import { cutSegment } from '../../nic/offload/tso'
import type { RoomWaiter, TxQueue } from '../../nic/tx-queue'
import { stageIndex } from '../../observe/cycle-ledger'
import type { PortGroup } from '../../vswitch/port-group'
import type { Vswitch } from '../../vswitch/vswitch'
import type { PortClient, VswitchPort } from '../../vswitch/vswitch-port'
import type { FrameOwner } from '../net-device'
import type { StackLane } from '../stack/stack-lane'
import type { DataPath } from './data-path'
import type { GuestRing } from './guest-ring'
import type { Vnic } from './vnic'

const DRIVER_TRANSMIT = stageIndex('guest-driver-transmit')
const DRIVER_RECEIVE = stageIndex('guest-driver-receive')
const VM_EXIT = stageIndex('vm-exit')
const EXIT_EMULATE = stageIndex('exit-emulate')
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
}

export class RegisterPath implements DataPath, PortClient, RoomWaiter {
  readonly kind = 'emulation'
  readonly functionPath = null
  readonly plugin = null
  readonly interruptGapPs = 0
  readonly mergesInGuest = false
  readonly takesLarge = false
  readonly writesInPlace = false
  onDrained: (() => void) | null = null
  readonly port: VswitchPort
  private readonly sim: Simulator
  private readonly out: FrameList
  private isQuiesced = true
  private waitingFor: TxQueue | null = null
  /** Receive buffers taken since the last were given back. */
  private taken = 0

  constructor(
    readonly vnic: Vnic,
    vswitch: Vswitch,
    group: PortGroup,
    private readonly profile: RegisterProfile,
  ) {
    this.sim = vnic.sim
    this.out = new FrameList(vnic.sim.frames)
    this.port = vswitch.connect(group, this, vnic.path, vnic.model.mac)
    this.port.mac = vnic.mac
  }

  get nicPath(): string | null {
    return this.port.vswitch.team.nicPath(this.port)
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

  get coalescesInterrupts(): boolean {
    return this.profile.coalescesInterrupts
  }

  chargeTransmit(world: World, frame: number): void {
    const { sim, vnic } = this
    const d = sim.frames.data
    const segments = d[frame + SEGMENTS]
    world.charge(DRIVER_TRANSMIT)
    this.chargeAccesses(world, this.profile.transmitAccesses)
    // The device model handles every frame that it makes, as it handles an access.
    world.charge(EXIT_EMULATE, segments)
    if (segments > 1) world.charge(GSO_SEGMENT, segments)
    chargeChecksum(world, sim.frames, frame)
    if (!vnic.model.zeroCopyTx) {
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
  }

  chargeInterrupt(lane: StackLane): void {
    const { interruptAccesses, selects } = this.profile
    const selecting = selects ? interruptAccesses >> 1 : 0
    const exits = interruptAccesses - selecting
    lane.overhead(VIRTUAL_INTERRUPT, 1)
    lane.overhead(VIRTUAL_EOI, 1)
    lane.overhead(GUEST_INTERRUPT, 1)
    lane.overhead(VM_EXIT, exits)
    lane.overhead(EXIT_EMULATE, exits)
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
    world.charge(BACKEND_RECEIVE, segments)
    world.charge(COPY_FIXED, segments)
    world.charge(COPY_BYTE_COLD, d[frame + FRAME_BYTES])
    vnic.countCopy(frame)
  }

  deliver(frame: number): void {
    const { sim } = this
    const d = sim.frames.data
    const owner = d[frame + OWNER]
    if (owner >= 0) {
      d[frame + OWNER] = -1
      ;(sim.components[owner] as unknown as FrameOwner).transmitted(frame)
    }
    if (d[frame + CHECKSUM] === CHECKSUM_STATE.partial) d[frame + CHECKSUM] = CHECKSUM_STATE.valid
    this.vnic.fromPath(frame, this)
  }

  setMac(mac: number): boolean {
    this.port.setMac(mac)
    return true
  }

  start(): void {
    this.isQuiesced = false
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

  stop(): void {
    this.isQuiesced = true
    this.port.disable()
    if (this.waitingFor === null) return
    this.waitingFor.forget(this)
    this.waitingFor = null
  }

  private chargeAccesses(world: World, accesses: number): void {
    const selecting = this.profile.selects ? accesses >> 1 : 0
    const exits = accesses - selecting
    world.charge(VM_EXIT, exits)
    world.charge(EXIT_EMULATE, exits)
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
