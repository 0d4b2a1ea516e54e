// The emulated way through the vSwitch: a device model that runs within the guest's exits, on the guest's vCPU. Every register
// access leaves the guest; what the device would do in hardware (cutting, checksums, DMA) is done in software, frame by frame.
// Where the device model is in a user process, every exit goes there, and a thread of it reads what comes for the guest.
// Used by vlance and e1000, which differ in how many accesses they need; the gaps of a vlance are 0, and its driver merges nothing.
import type { ModerationModel } from '../../../../src-shared/lab/moderation-model'
import type { Host } from '../../host/host'
import type { World } from '../../host/world'
import { FrameList } from '../../kernel/frame-list'
import { CHECKSUM_STATE, FRAME_BYTES, SEGMENTS } from '../../kernel/frame-store'
import { chargeChecksum, fillChecksum } from '../../nic/offload/checksum'
import { cutSegment } from '../../nic/offload/tso'
import type { TxQueue } from '../../nic/tx-queue'
import { stageIndex } from '../../observe/cycle-ledger'
import type { PortGroup } from '../../vswitch/port-group'
import type { Vswitch } from '../../vswitch/vswitch'
import type { StackLane } from '../stack/stack-lane'
import type { DataPath } from './data-path'
import type { GuestRing } from './guest-ring'
import { BUDGET_BYTES, SwitchedPath } from './switched-path'
import type { Vnic } from './vnic'

const DRIVER_TRANSMIT = stageIndex('guest-driver-transmit')
const DRIVER_RECEIVE = stageIndex('guest-driver-receive')
const VLANCE_RAP = stageIndex('vlance-rap')
const GSO_SEGMENT = stageIndex('gso-segment')
const BACKEND_TRANSMIT = stageIndex('backend-transmit')
const BACKEND_RECEIVE = stageIndex('backend-receive')
const COPY_FIXED = stageIndex('copy-fixed')
const COPY_BYTE = stageIndex('copy-byte')
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
  /** Gaps that the driver tells the device to keep between interrupts. */
  interruptGaps: ModerationModel
}

export class RegisterPath extends SwitchedPath implements DataPath {
  readonly plugin = null
  readonly takesLarge = false
  readonly wantsMerged = false
  override readonly mergesInGuest = true
  readonly writesInPlace = false
  private readonly out = new FrameList()
  /** Receive buffers taken since the last were given back. */
  private taken = 0

  constructor(
    vnic: Vnic,
    host: Host,
    vswitch: Vswitch,
    group: PortGroup,
    private readonly profile: RegisterProfile,
  ) {
    super(vnic, host, vswitch, group, CHECKSUM_STATE.valid)
  }

  get interruptGaps(): ModerationModel {
    return this.profile.interruptGaps
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
      vnic.counters.copied(frame)
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
    const { tap } = this
    if (tap === null || !tap.isStarved) return
    tap.isStarved = false
    this.thread.wake()
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
    this.vnic.counters.exited(lane.world, exits + INTERRUPT_EXITS)
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
    if (!vnic.model.zeroCopyTx) sim.traffic.complete(frame)
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

  chargeDelivery(world: World, frame: number, direct: boolean): void {
    const { sim, vnic } = this
    const d = sim.frames.data
    const segments = d[frame + SEGMENTS]
    if (segments > 1) world.charge(GSO_SEGMENT, segments)
    chargeChecksum(world, sim.frames, frame)
    if (this.leavesDelivery(world, frame, direct)) return
    world.charge(BACKEND_RECEIVE, segments)
    world.charge(COPY_FIXED, segments)
    world.cpu.dmaCache.chargeCopy(world, frame, d[frame + FRAME_BYTES])
    vnic.counters.copied(frame)
  }

  /** In the thread of a device model in a process: it reads what comes for the guest. */
  startSlice(world: World): void {
    const { tap, thread } = this
    thread.begin()
    if (tap === null) return
    tap.take(world, BUDGET_BYTES)
    thread.chargeCalls(tap.taken)
  }

  endSlice(): boolean {
    const { tap } = this
    if (tap === null) return false
    tap.pass()
    return tap.hasWork
  }

  isDrained(): boolean {
    return this.vnic.inFlight === 0
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
    this.vnic.counters.exited(world, exits)
  }
}
