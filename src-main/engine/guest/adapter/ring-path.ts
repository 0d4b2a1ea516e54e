// The paravirtual way through the vSwitch: a ring that guest and hypervisor share, a doorbell only while the backend sleeps, and a
// backend world that drains the ring in batches. Zero copy pins the pages of a frame and keeps its slot until it has left; else
// the backend copies it, as it does with short ones.
// What comes for the guest is copied by whoever forwards it, or by the backend where that is a thread that reads (vhost, a process).
// Used by vmxnet, virtio, xen-vif and the emulation of upt and npa. Leaves out several queues of an adapter.
import { fixedGap } from '../../../../src-shared/lab/moderation-model'
import type { Host } from '../../host/host'
import { RUNNING, type World } from '../../host/world'
import { FrameList } from '../../kernel/frame-list'
import { CHECKSUM, CHECKSUM_STATE, FRAME_BYTES, OWNER, SEGMENTS, STAMP } from '../../kernel/frame-store'
import type { TxQueue } from '../../nic/tx-queue'
import { stageIndex } from '../../observe/cycle-ledger'
import type { PortGroup } from '../../vswitch/port-group'
import type { Vswitch } from '../../vswitch/vswitch'
import type { StackLane } from '../stack/stack-lane'
import { chargeChecksum } from '../../nic/offload/checksum'
import type { DataPath } from './data-path'
import type { GuestRing } from './guest-ring'
import { BUDGET_BYTES, IN_PLACE, SwitchedPath } from './switched-path'
import type { Vnic } from './vnic'

/** Frames that the backend takes out of the ring in one slice. */
const BUDGET = 64

const PAGE = 4096

const DRIVER_TRANSMIT = stageIndex('guest-driver-transmit')
const DRIVER_RECEIVE = stageIndex('guest-driver-receive')
const DRIVER_BUFFER = stageIndex('guest-driver-buffer')
const DOORBELL = stageIndex('doorbell')
const BACKEND_TRANSMIT = stageIndex('backend-transmit')
const BACKEND_RECEIVE = stageIndex('backend-receive')
const PIN_SENT = stageIndex('pin-sent-page')
const COPY_FIXED = stageIndex('copy-fixed')
const GSO_SEGMENT = stageIndex('gso-segment')
const VIRTUAL_INTERRUPT = stageIndex('virtual-interrupt')
const VIRTUAL_EOI = stageIndex('virtual-eoi')
const VIRTUAL_IPI = stageIndex('virtual-ipi')
const GUEST_INTERRUPT = stageIndex('guest-interrupt')
/** Exits of an injected interrupt: the guest is stopped for the injection, and exits at its end. */
const INTERRUPT_EXITS = 2

export class RingPath extends SwitchedPath implements DataPath {
  readonly interruptGaps = fixedGap(0)
  readonly coalescesInterrupts = true
  readonly takesLarge: boolean
  readonly wantsMerged: boolean
  /** The NIC may write into the memory of the guest; else received bytes are copied. */
  readonly writesInPlace: boolean
  private readonly ring = new FrameList()
  private readonly out = new FrameList()
  /** The backend copies frames that are shorter than this, bytes. */
  private readonly copiesBelow: number
  /** The guest paid for a doorbell in the slice that runs. */
  private isRung = false

  constructor(
    vnic: Vnic,
    host: Host,
    vswitch: Vswitch,
    group: PortGroup,
    readonly plugin: string | null,
  ) {
    super(vnic, host, vswitch, group, CHECKSUM_STATE.verified)
    this.takesLarge = vnic.model.takesLarge
    this.wantsMerged = vnic.lro
    this.copiesBelow = vnic.model.zeroCopyTx ? this.backend.copiesBelow : Infinity
    this.writesInPlace = vnic.model.zeroCopyRx
    this.port.rxQueues = Math.max(1, vnic.model.rss)
  }

  /** The thread that serves the rings. */
  get world(): World {
    return this.thread.world
  }

  chargeTransmit(world: World): void {
    world.charge(DRIVER_TRANSMIT)
    if (this.isRung || this.waitingFor !== null || !this.thread.world.isIdle) return
    this.isRung = true
    this.chargeDoorbell(world)
  }

  chargeReceive(world: World, frames: number, descriptors: number): void {
    const { tap } = this
    world.charge(DRIVER_RECEIVE, frames)
    if (descriptors > frames) world.charge(DRIVER_BUFFER, descriptors - frames)
    if (tap === null || !tap.isStarved) return
    // the thread waits for buffers: the driver tells it that there are some
    tap.isStarved = false
    this.chargeDoorbell(world)
    this.thread.wake()
  }

  chargeInterrupt(lane: StackLane): void {
    lane.overhead(VIRTUAL_INTERRUPT, 1)
    lane.overhead(VIRTUAL_EOI, 1)
    lane.overhead(GUEST_INTERRUPT, 1)
    // a vCPU that runs is stopped by an interrupt between cores; the backend that asks for it is on another one
    if (lane.world.state === RUNNING) lane.overhead(VIRTUAL_IPI, 1)
    lane.world.cpu.ledger.virtualInterrupts++
    this.vnic.counters.exited(lane.world, INTERRUPT_EXITS)
  }

  wake(lane: StackLane): void {
    lane.wake()
  }

  canTransmit(): boolean {
    return !this.isQuiesced
  }

  transmit(frame: number): void {
    this.isRung = false
    this.ring.push(frame)
    if (this.waitingFor === null) this.thread.wake()
  }

  /** Completions raise no interrupt of their own, unless a sender sleeps until it has room. */
  completed(ring: GuestRing, woken: boolean): void {
    if (woken) this.vnic.extraInterrupt(ring)
    this.checkDrained()
  }

  startSlice(world: World): void {
    const { ring, port, backend, tap, thread } = this
    const takes = this.copiesBelow > 0
    thread.begin()
    let bytes = tap === null ? Infinity : tap.take(world, BUDGET_BYTES)
    let count = 0
    if (this.waitingFor === null) {
      const limit = ring.length < BUDGET ? ring.length : BUDGET
      // one frame at least: what is received must not keep the guest from sending
      for (; count < limit && (count === 0 || bytes > 0); count++) {
        const frame = ring.shift()
        if (takes) bytes -= this.chargeTaking(world, frame)
        if (backend.pagesOut >= 0) world.charge(backend.pagesOut, this.pagesOf(frame))
        port.vswitch.fromPort(world, frame, port, this.out)
      }
      if (count > 0) world.charge(BACKEND_TRANSMIT, count)
    }
    if (tap !== null) thread.chargeCalls(tap.taken + count)
  }

  endSlice(): boolean {
    const { out, port, sim, vnic, tap } = this
    if (tap !== null) tap.pass()
    const copies = this.copiesBelow > 0
    let wait: TxQueue | null = null
    for (let frame = out.shift(); frame >= 0; frame = out.shift()) {
      const d = sim.frames.data
      if (copies && d[frame + OWNER] === vnic.id && d[frame + STAMP] !== IN_PLACE) sim.traffic.complete(frame)
      const full = port.vswitch.output(frame)
      if (full !== null) wait = full
    }
    if (wait !== null && wait.isFull) {
      this.waitingFor = wait
      wait.wait(this)
    }
    return (this.waitingFor === null && this.ring.length > 0) || (tap !== null && tap.hasWork)
  }

  roomAgain(): void {
    this.waitingFor = null
    if (this.ring.length > 0) this.thread.world.wake()
  }

  chargeDelivery(world: World, frame: number, direct: boolean): void {
    const { sim, vnic } = this
    const d = sim.frames.data
    const segments = d[frame + SEGMENTS]
    const cuts = segments > 1 && !this.takesLarge
    if (cuts) world.charge(GSO_SEGMENT, segments)
    if (!vnic.checksum && d[frame + CHECKSUM] === CHECKSUM_STATE.partial) chargeChecksum(world, sim.frames, frame)
    if (this.leavesDelivery(world, frame, direct)) return
    const frames = cuts ? segments : 1
    world.charge(BACKEND_RECEIVE, frames)
    const { pagesIn, exchanges } = this.backend
    if (pagesIn >= 0) world.charge(pagesIn, cuts ? segments : this.pagesOf(frame))
    // Only a queue of its own lets the NIC write into the guest's memory.
    if (exchanges || (direct && this.writesInPlace)) return
    this.chargeCopy(world, frame)
  }

  exposed(isDropped: boolean): void {
    this.vnic.counters.exposed(isDropped)
  }

  isDrained(): boolean {
    const isRead = this.tap === null || this.tap.isEmpty
    return isRead && this.ring.length === 0 && this.out.length === 0 && this.vnic.inFlight === 0
  }

  override stop(reason: number): void {
    super.stop(reason)
    for (let frame = this.ring.shift(); frame >= 0; frame = this.ring.shift()) {
      this.sim.traffic.drop(frame, reason, this.vnic.dropBase)
    }
  }

  /** Copies a frame out of the memory of the guest, or leaves it there. Returns the bytes that were copied. */
  private chargeTaking(world: World, frame: number): number {
    const d = this.sim.frames.data
    const length = d[frame + FRAME_BYTES]
    if (length >= this.copiesBelow) {
      d[frame + STAMP] = IN_PLACE
      if (this.backend.pins) world.charge(PIN_SENT, Math.ceil(length / PAGE))
      return 0
    }
    d[frame + STAMP] = 0
    this.chargeCopy(world, frame)
    return length
  }

  /** Pages that change hands with a frame: each segment that the NIC received lies in one of its own. */
  private pagesOf(frame: number): number {
    const d = this.sim.frames.data
    const pages = Math.ceil(d[frame + FRAME_BYTES] / PAGE)
    return d[frame + OWNER] < 0 && d[frame + SEGMENTS] > pages ? d[frame + SEGMENTS] : pages
  }

  private chargeDoorbell(world: World): void {
    world.charge(DOORBELL)
    this.vnic.counters.doorbellRung()
    this.vnic.counters.exited(world, 1)
  }

  private chargeCopy(world: World, frame: number): void {
    world.charge(COPY_FIXED)
    world.cpu.dmaCache.chargeCopy(world, frame, this.sim.frames.data[frame + FRAME_BYTES])
    this.vnic.counters.copied(frame)
  }
}
